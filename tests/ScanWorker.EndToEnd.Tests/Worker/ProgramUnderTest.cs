namespace ScanWorker.EndToEnd.Tests.Worker;

/// <summary>
/// The program that the tests start, each time as a process of its own: as it is published where
/// <c>SCANWORKER_TEST_PUBLISHED</c> is 1, which starts in a third of the time; else as the tests' build left it.
/// </summary>
internal static class ProgramUnderTest
{
    /// <summary>What starts it; arguments come behind.</summary>
    public static IReadOnlyList<string> Command { get; } =
        Environment.GetEnvironmentVariable("SCANWORKER_TEST_PUBLISHED") == "1"
            ? [PublishedProgram.Executable]
            : ["dotnet", Path.Combine(AppContext.BaseDirectory, "scanworker.dll")];

    public static OwnedProcess Start(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        OwnedProcess.Start(Command[0], [.. Command.Skip(1), .. arguments], environment);
}
