using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Redis;
using ScanWorker.Commands.Recordings;
using ScanWorker.Hosting;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.FloodGuard;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Lookback;

namespace ScanWorker.Commands.Lookbacks;

/// <summary>What a look back is to ask of each upload.</summary>
/// <param name="Lookback">Answers.</param>
/// <param name="Job">Names the question: the same one goes on where it was.</param>
/// <param name="Entries">How many entries are looked for; null where it is asked what is gone.</param>
internal sealed record LookbackRequest(Reconciliation Lookback, string Job, int? Entries)
{
    // What is released from quarantine changes no version, so each such run looks at everything.
    private const string Everything = "everything";

    /// <summary>It does not go on where it was, and is shared with nobody.</summary>
    public bool IsExclusive => Job == Everything;

    public static async Task<LookbackRequest> OfAsync(
        ParseResult parsed, IConfiguration configuration, LoadedHashSet set, VerdictPolicy policy,
        CancellationToken cancellation)
    {
        var (question, job) = await QuestionAsync(parsed, configuration, set, cancellation);
        var quarantined = set.Version == 0 ? [] : await QuarantinedAsync(configuration, cancellation);
        var composer = new LateComposer(ReplayHost.Worker with { Instance = "lookback" }, "/scanworker/lookback");
        return new LookbackRequest(
            new Reconciliation(
                set, question, policy, match => Quarantine.SofteningOf(match, policy, quarantined.Contains), composer,
                TimeProvider.System), job == Everything ? job : job + WindowOf(parsed),
            question.Kind == LookbackKind.Withdrawn ? null : question.Added.EntryCount);
    }

    private static async Task<(LookbackQuestion Question, string Job)> QuestionAsync(
        ParseResult parsed, IConfiguration configuration, LoadedHashSet set, CancellationToken cancellation)
    {
        var version = set.Version.ToString(CultureInfo.InvariantCulture);
        if (parsed.GetValue(LookbackArguments.Withdrawn))
        {
            return (new LookbackQuestion(LookbackKind.Withdrawn, HashIndex.Empty), $"withdrawn-to-{version}");
        }

        if (parsed.GetValue(LookbackArguments.All))
        {
            return (new LookbackQuestion(LookbackKind.Everything, set.Index), Everything);
        }

        var (entries, job) = parsed.GetValue(LookbackArguments.Bank) is { } bank
            ? (EntriesOf(set.Index, bank), $"bank-{Safe(bank)}-to-{version}")
            : await AddedAsync(parsed, configuration, set, cancellation);
        return (new LookbackQuestion(LookbackKind.Added, HashIndex.Build(entries)), job);
    }

    private static async Task<(IEnumerable<Entry> Entries, string Job)> AddedAsync(
        ParseResult parsed, IConfiguration configuration, LoadedHashSet set, CancellationToken cancellation)
    {
        var since = parsed.GetRequiredValue(LookbackArguments.Entries)[1];
        var before = since == "0"
            ? HashIndex.Empty
            : (await HashSetArgument.LoadPastAsync(since, configuration, cancellation)).Index;
        return (NewEntries.Between(before, set.Index), $"added-{Safe(Path.GetFileName(since))}-to-{set.Version}");
    }

    // How far back is part of the question: what is asked again for a longer time has not been looked at.
    private static string WindowOf(ParseResult parsed) =>
        parsed.GetValue(LookbackArguments.Since) is { Length: > 0 } since ? $"-since-{Safe(since)}" : "";

    private static List<Entry> EntriesOf(HashIndex index, string bank)
    {
        BankNames.Check("--bank", bank, index.Banks);
        return [.. NewEntries.Between(HashIndex.Empty, index).Where(entry => entry.Bank == bank)];
    }

    // Without Redis nothing can be in quarantine.
    private static async Task<HashSet<EntryKey>> QuarantinedAsync(
        IConfiguration configuration, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(configuration[$"{RedisOptions.Section}:{nameof(RedisOptions.ConnectionString)}"]))
        {
            return [];
        }

        var services = new ServiceCollection();
        services.AddSetsOptions(configuration).AddRedisHashSets(configuration).AddRedisFloodCounters(configuration);
        await using var provider = services.BuildServiceProvider();
        var set = provider.GetRequiredService<IOptions<SetsOptions>>().Value.Name;
        try
        {
            var quarantines = await provider.GetRequiredService<IFloodCounters>()
                .ReadQuarantinesAsync(set, cancellation);
            if (!quarantines.IsWhole)
            {
                throw new HashSetStoreUnavailableException(
                    "There are more quarantines in Redis than are read, so it is not known which entries must not block.");
            }

            var foreign = quarantines.Read.Count(quarantine => !quarantine.IsOurs);
            return foreign == 0
                ? [.. quarantines.Read.Select(quarantine => quarantine.Entry)]
                : throw new HashSetStoreUnavailableException(
                    $"{foreign} quarantines in Redis are not sealed with this configuration's Findings:Key, so it is not "
                        + "known which entries must not block. Set the workers' key, or end them with 'sets release'.");
        }
        catch (FloodCountersUnavailableException problem)
        {
            throw new HashSetStoreUnavailableException(
                $"Which entries are in quarantine cannot be read: {problem.Message}", problem);
        }
    }

    // Part of the names of a consumer group and a transactional id.
    private static string Safe(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
}
