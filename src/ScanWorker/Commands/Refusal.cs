namespace ScanWorker.Commands;

/// <summary>How a command says on stderr that it cannot go on.</summary>
internal static class Refusal
{
    /// <summary>Every problem of the configuration, one a line.</summary>
    public static async Task<int> ConfigurationAsync(IReadOnlyCollection<string> problems)
    {
        await Console.Error.WriteLineAsync($"scanworker: the configuration has {problems.Count} problem{(problems.Count == 1 ? "" : "s")}:");
        foreach (var problem in problems)
        {
            await Console.Error.WriteLineAsync($"  {problem}");
        }

        return ExitCodes.Configuration;
    }
}
