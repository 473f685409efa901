namespace ScanWorker.Commands;

/// <summary>How a command says on stderr that it cannot go on.</summary>
internal static class Refusal
{
    /// <summary>Every problem of the configuration, one a line.</summary>
    public static async Task<int> ConfigurationAsync(TextWriter error, IReadOnlyCollection<string> problems)
    {
        var word = problems.Count == 1 ? "problem" : "problems";
        await error.WriteLineAsync($"scanworker: the configuration has {problems.Count} {word}:");
        foreach (var problem in problems)
        {
            await error.WriteLineAsync($"  {problem}");
        }

        return ExitCodes.Configuration;
    }
}
