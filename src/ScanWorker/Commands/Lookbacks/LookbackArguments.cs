using System.CommandLine;
using ScanWorker.Commands.Recordings;

namespace ScanWorker.Commands.Lookbacks;

/// <summary>Options of <c>lookback</c>.</summary>
internal static class LookbackArguments
{
    public const string AddedSince = "added-since";

    public static readonly Option<string> Since = new("--since")
    {
        Description = $"Uploads judged since: {MomentText.Form}. Default: all that the topic holds.",
    };

    public static readonly Option<string[]> Entries = new("--entries")
    {
        Description = "added-since VERSION: entries that this version of the set did not hold.",
        AllowMultipleArgumentsPerToken = true,
        Arity = new ArgumentArity(0, 2),
    };

    public static readonly Option<string> Bank = new("--bank") { Description = "All entries of this bank." };

    public static readonly Option<bool> Withdrawn = new("--withdrawn")
    {
        Description = "Instead: decisions that rested on entries which no longer match.",
    };

    public static readonly Option<bool> All = new("--all")
    {
        Description = "Everything that differs from what the set says now, after a release from quarantine too.",
    };

    public static readonly Option<bool> Emit = new("--emit")
    {
        Description = "Emits what is owed, exactly once. Without it nothing is written.",
    };

    public static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Says what would be emitted, and writes nothing: as without --emit.",
    };

    public static readonly Option<int> Rate = new Option<int>("--rate")
    {
        Description = "Events a second at most, of all instances that ask the same together.",
        DefaultValueFactory = _ => 100,
    }.AtLeastOne();

    public static readonly Option<FileInfo[]> Recordings = new("--recording")
    {
        Description = "Recorded verdicts to look at instead of the topic.",
        AllowMultipleArgumentsPerToken = true,
    };

    public static readonly Option<string> Set = new("--set")
    {
        Description = $"The hash set as it is now: {HashSetArgument.Form}. Default: the one that a worker would use.",
    };

    public static readonly Option<string> Policy =
        new("--policy") { Description = "The policy file. Default: Policy:File." };

    public static readonly Option<int> Lanes = new Option<int>("--lanes")
    {
        Description = "Threads that read and look. Default: as many as there are cores.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    }.Within(1, 1024);

    public static readonly Option<bool> Strict =
        new("--strict") { Description = "Refuses a recording with a line that is wrong." };

    /// <exception cref="UsageException">Not exactly one question is asked.</exception>
    public static void Check(ParseResult parsed)
    {
        var asked = new[] { parsed.GetValue(Entries) is not null and not [], parsed.GetValue(Bank) is not null,
            parsed.GetValue(Withdrawn), parsed.GetValue(All) };
        if (asked.Count(isAsked => isAsked) != 1)
        {
            throw new UsageException(
                "lookback: say one of --entries added-since VERSION, --bank BANK, --withdrawn and --all.");
        }

        if (parsed.GetValue(Entries) is { Length: > 0 } entries && (entries is not [AddedSince, _]))
        {
            throw new UsageException("--entries: say added-since and the number of a version.");
        }

        if (parsed.GetValue(Emit) && parsed.GetValue(DryRun))
        {
            throw new UsageException("--emit: a dry run emits nothing.");
        }

        if (parsed.GetValue(Emit) && parsed.GetValue(Recordings) is { Length: > 0 })
        {
            throw new UsageException(
                "--emit: a recording is looked at without emitting; how far it was looked at could not be kept.");
        }
    }
}
