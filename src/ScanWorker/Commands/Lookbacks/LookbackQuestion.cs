using System.CommandLine;
using System.Globalization;
using ScanWorker.Commands.Recordings;
using ScanWorker.Hosting;
using ScanWorker.Matching;
using ScanWorker.Matching.HashSets;
using ScanWorker.Pipeline.Control;
using ScanWorker.Pipeline.Lookback;
using ScanWorker.Pipeline.Policies;

namespace ScanWorker.Commands.Lookbacks;

/// <summary>What a look back asks of each upload.</summary>
/// <param name="Lookback">Answers.</param>
/// <param name="Job">Names the question: the same one goes on where it was.</param>
/// <param name="Entries">How many entries are looked for; null where it is asked what is gone.</param>
internal sealed record LookbackQuestion(ILookback Lookback, string Job, int? Entries)
{
    public static async Task<LookbackQuestion> OfAsync(
        ParseResult parsed, IConfiguration configuration, LoadedHashSet set, VerdictPolicy policy,
        CancellationToken cancellation)
    {
        var composer = new LateComposer(ReplayHost.Worker with { Instance = "lookback" }, "/scanworker/lookback");
        var version = set.Version.ToString(CultureInfo.InvariantCulture);
        if (parsed.GetValue(LookbackArguments.Withdrawn))
        {
            return new LookbackQuestion(
                new WithdrawnLookback(set, policy, composer, TimeProvider.System), $"withdrawn-to-{version}", null);
        }

        var (entries, job) = parsed.GetValue(LookbackArguments.Bank) is { } bank
            ? (EntriesOf(set.Index, bank), $"bank-{Safe(bank)}-to-{version}")
            : await AddedAsync(parsed, configuration, set, cancellation);
        var added = HashIndex.Build(entries);
        return new LookbackQuestion(
            new AddedLookback(set, added, policy, composer, TimeProvider.System), job, added.EntryCount);
    }

    private static async Task<(IEnumerable<Entry> Entries, string Job)> AddedAsync(
        ParseResult parsed, IConfiguration configuration, LoadedHashSet set, CancellationToken cancellation)
    {
        var since = parsed.GetRequiredValue(LookbackArguments.Entries)[1];
        var before = since == "0"
            ? HashIndex.Empty
            : (await HashSets.LoadAsync(since, configuration, cancellation)).Index;
        return (NewEntries.Between(before, set.Index), $"added-{Safe(Path.GetFileName(since))}-to-{set.Version}");
    }

    private static List<Entry> EntriesOf(HashIndex index, string bank) => index.Banks.Contains(bank)
        ? [.. NewEntries.Between(HashIndex.Empty, index).Where(entry => entry.Bank == bank)]
        : throw new UsageException($"--bank: the set has no bank '{bank}'; it has {string.Join(", ", index.Banks)}.");

    // Part of the names of a consumer group and a transactional id.
    private static string Safe(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
}
