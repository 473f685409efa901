using System.CommandLine;

namespace ScanWorker.Commands.Sets;

/// <summary>Runs one <c>sets</c> command in its context.</summary>
internal sealed class SetsRunner(Func<ParseResult, IConfiguration> configure, Option<bool> json, TimeProvider clock)
{
    public void Attach(Command command, Func<ParseResult, SetsContext, CancellationToken, Task<int>> run) =>
        command.SetAction(async (parsed, cancellation) =>
        {
            var output = new SetsOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            await using var context = new SetsContext(
                configure(parsed), clock, output, parsed.InvocationConfiguration.Error);
            return await run(parsed, context, cancellation);
        });
}
