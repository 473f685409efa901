using System.CommandLine;
using System.CommandLine.Invocation;
using ScanWorker.Hosting;

namespace ScanWorker.Commands;

/// <summary>One run of the program, from its arguments to its exit code.</summary>
internal static class CommandInvocation
{
    private const string NoCommand = "Required command was not provided.";

    /// <param name="args">As the shell gave them.</param>
    /// <param name="output">For answers.</param>
    /// <param name="error">For progress and problems.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        // Signals are not the library's to handle: a second one would end it with an exception.
        var console = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        var given = CommandWords.Of(args);
        var parsed = CommandTree.Create(given.Settings).Parse(given.Words);
        if (parsed.Action is ParseErrorAction)
        {
            await TellAsync(parsed, error);
            return ExitCodes.Usage;
        }

        using var signals = new CommandSignals(endsAtSecond: parsed.CommandResult.Command.Name != RunCommand.Name);
        try
        {
            return await parsed.InvokeAsync(console, signals.Stopping);
        }
        catch (Exception e)
        {
            return await CommandFailure.TellAsync(error, e);
        }
    }

    private static async Task TellAsync(ParseResult parsed, TextWriter error)
    {
        var command = parsed.CommandResult.Command;
        var names = command.Subcommands.Where(one => !one.Hidden).Select(one => one.Name)
            .Concat(command.Options.Concat(parsed.RootCommandResult.Command.Options).Select(one => one.Name)).ToList();
        var problems = Problems(parsed).Select(problem =>
            parsed.UnmatchedTokens.FirstOrDefault(token => problem.Contains($"'{token}'", StringComparison.Ordinal))
                is { } word ? $"{problem}{NearestName.Hint(word.Split('=')[0], names)}" : problem).ToList();
        foreach (var problem in problems.SkipLast(1))
        {
            await error.WriteLineAsync($"scanworker: {problem}");
        }

        var path = string.Join(
            ' ', parsed.CommandResult.Parents().Reverse().Append(command.Name).Skip(1).Prepend("scanworker"));
        await error.WriteLineAsync($"scanworker: {problems.LastOrDefault()} See '{path} --help'.");
    }

    // One slip is told once, however many rules it breaks.
    private static List<string> Problems(ParseResult parsed)
    {
        List<string> all = [.. parsed.Errors.Select(problem => LibraryMessages.Plain(problem.Message)).Distinct()];
        List<string> noOptions =
        [
            .. all.Where(problem => problem.StartsWith(CommandWords.NoOption, StringComparison.Ordinal)),
        ];
        List<string> words = [.. noOptions.Select(one => one[CommandWords.NoOption.Length..].Split('.')[0])];
        List<string> rest =
        [
            .. all.Except(noOptions).Where(problem =>
                !words.Any(word => problem.Contains($"'{word}'", StringComparison.Ordinal))),
        ];
        return [.. (rest.Count > 1 ? rest.Where(problem => problem != NoCommand) : rest), .. noOptions];
    }

    private static IEnumerable<string> Parents(this System.CommandLine.Parsing.SymbolResult result)
    {
        for (var parent = result.Parent; parent is System.CommandLine.Parsing.CommandResult command;
            parent = parent.Parent)
        {
            yield return command.Command.Name;
        }
    }
}
