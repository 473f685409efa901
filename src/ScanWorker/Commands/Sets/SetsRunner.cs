using System.CommandLine;

namespace ScanWorker.Commands.Sets;

/// <summary>Runs one <c>sets</c> command in its context, and turns failures into a sentence and an exit code.</summary>
internal sealed class SetsRunner(Func<ParseResult, IConfiguration> configure, Option<bool> json, TimeProvider clock)
{
    public void Attach(Command command, Func<ParseResult, SetsContext, CancellationToken, Task<int>> run) =>
        command.SetAction(async (parsed, cancellation) =>
        {
            var output = new SetsOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            var error = parsed.InvocationConfiguration.Error;
            try
            {
                await using var context = new SetsContext(configure(parsed), clock, output, error);
                return await run(parsed, context, cancellation);
            }
            catch (Exception problem) when (SetsExit.CodeOf(problem) is { } code)
            {
                await error.WriteLineAsync(SetsExit.SentenceOf(problem));
                return code;
            }
        });
}
