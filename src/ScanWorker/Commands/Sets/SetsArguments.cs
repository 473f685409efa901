using System.CommandLine;

namespace ScanWorker.Commands.Sets;

/// <summary>Options that several <c>sets</c> commands have.</summary>
internal static class SetsArguments
{
    public static Option<string?> Why() => new("--why") { Description = "Why this is done; kept in the log and in the manifest." };

    public static Option<string> By() => new("--by")
    {
        Description = "Who does it. Default: the user and the machine.",
        DefaultValueFactory = _ => $"{Environment.UserName}@{Environment.MachineName}",
    };
}
