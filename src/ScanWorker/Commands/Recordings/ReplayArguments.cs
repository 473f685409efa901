using System.CommandLine;

namespace ScanWorker.Commands.Recordings;

/// <summary>Arguments and options of <c>replay</c>.</summary>
internal static class ReplayArguments
{
    public static readonly Argument<string[]> Recordings = new("recording")
    {
        Description = "Recordings of upload events, as record or kcat -C -J writes them.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static readonly Option<FileInfo> FromVerdicts = new("--from-verdicts")
    {
        Description = "Judges recorded verdicts again by their fingerprints, without any content.",
    };

    public static readonly Option<FileInfo> Against = new("--against")
    {
        Description = "Recorded verdicts to compare with; exits 1 when one differs.",
    };

    public static readonly Option<string> Set = new("--set")
    {
        Description = $"The hash set: {HashSetArgument.Form}. Default: the one that a worker would use.",
    };

    public static readonly Option<string> Policy =
        new("--policy") { Description = "The policy file. Default: Policy:File." };

    public static readonly Option<string[]> BankDistance = new("--bank-distance")
    {
        Description = "BANK=BITS: another largest distance for a bank. May be given several times.",
    };

    public static readonly Option<string> ContentRoot = new("--content-root")
    {
        Description = "Where files are: file:///a/b.jpg is looked up as a/b.jpg below, unless it lies there already.",
    };

    public static readonly Option<FileInfo> Out =
        new("--out") { Description = "Writes every event that comes of it, as a recording." };

    public static readonly Option<bool> Force =
        new("--force") { Description = "Replaces files of --out and --report that are there." };

    public static readonly Option<FileInfo> Report = new("--report")
    {
        Description =
            "Writes a page of its own: by bank, how many uploads lie at which distance, and what each threshold "
                + "would change.",
    };

    public static readonly Option<int> Lanes = new Option<int>("--lanes")
    {
        Description = "Threads that judge. Default: as many as there are cores.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    }.Within(1, 1024);

    public static readonly Option<string> Speed = new("--speed")
    {
        Description = "max, or a multiple of the original pace such as 1x.",
        DefaultValueFactory = _ => "max",
    };

    public static readonly Option<bool> Strict = new("--strict")
    {
        Description =
            "Refuses a recording with a line that is cut, foreign or doubled, or with a gap; else such lines are "
                + "counted and left out.",
    };

    public static readonly Option<string> ToTopic = new("--to-topic")
    {
        Description = "Writes the recording into this topic instead of judging it: same keys, headers and partitions.",
    };

    public static readonly Option<string> ProductionTopic = new("--production-topic")
    {
        Description =
            "With --to-topic: the same name once more, when the topic is one that the configuration names or the "
                + "recording came from.",
    };

    /// <summary>The recordings.</summary>
    public static IReadOnlyList<FileInfo> Files(ParseResult parsed) =>
        [.. (parsed.GetValue(Recordings) ?? []).Select(path => new FileInfo(path))];

    /// <summary>All files that one run reads.</summary>
    public static IEnumerable<string> Inputs(ParseResult parsed) =>
        new[] { parsed.GetValue(FromVerdicts), parsed.GetValue(Against) }.OfType<FileInfo>()
            .Concat(Files(parsed)).Select(file => file.FullName)
            .Concat(new[] { PathOf(parsed, Set), PathOf(parsed, Policy) }.OfType<string>());

    /// <summary>
    /// The path that an option gives: as it is, or where nothing is there beside the first recording, so that one line
    /// of arguments serves from any folder.
    /// </summary>
    public static string? PathOf(ParseResult parsed, Option<string> option)
    {
        if (parsed.GetValue(option) is not { } path || Path.Exists(path))
        {
            return parsed.GetValue(option);
        }

        var first = Files(parsed) is [var recording, ..] ? recording : parsed.GetValue(FromVerdicts);
        return first?.DirectoryName is { } folder && Path.Combine(folder, path) is var beside && Path.Exists(beside)
            ? beside
            : path;
    }
}
