using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Hashing;
using ScanWorker.Matching.HashSets;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policies;
using ScanWorker.Pipeline.Ports;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Control;

/// <summary>
/// Quarantines entries that match more distinct contents than the policy believes: a listed picture that is everywhere
/// is a mistake, or somebody's attempt to have the innocent blocked. Its matches go to review; a person releases it.
/// </summary>
internal sealed class FloodGuard(
    IFloodCounters counters, PolicyCell policies, BankRates rates, IOptions<SetsOptions> options, TimeProvider clock,
    FloodGuardMetrics metrics, ShortIds shortIds, ILogger<FloodGuard> logger) : BackgroundService, IMatchGuard
{
    private const int NotesMax = 20_000;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly string _set = options.Value.Name;
    private readonly LocalFloodCounts _local = new(clock);
    private readonly Dictionary<EntryKey, Quarantine> _ours = []; // Found here and not yet told to the fleet.
    private readonly Channel<(EntryKey Entry, Hash256 Content)> _notes = Channel.CreateBounded<(EntryKey, Hash256)>(
        new BoundedChannelOptions(NotesMax) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private volatile ImmutableDictionary<EntryKey, Quarantine> _quarantined =
        ImmutableDictionary<EntryKey, Quarantine>.Empty;
    private bool _isAway;

    public bool IsQuarantined(KnownMatch match) =>
        policies.Current.Settings.FloodGuard.Enabled && _quarantined.ContainsKey(KeyOf(match));

    public void Note(Verdict verdict, ContentFindings findings)
    {
        rates.Note(findings.Matches);
        if (verdict is Verdict.Match match && policies.Current.Settings.FloodGuard.Enabled)
        {
            foreach (var judged in match.Matches)
            {
                _ = _notes.Writer.TryWrite((KeyOf(judged.Match), findings.Digests.Sha256));
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        do
        {
            await TurnAsync(stoppingToken);
            rates.Turn();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>
    /// Counts what was noted, quarantines what matched too much, and hears from the fleet what else is, or no longer
    /// is.
    /// </summary>
    internal async Task TurnAsync(CancellationToken stopping)
    {
        var settings = policies.Current.Settings.FloodGuard;
        foreach (var (entry, contents) in TakeNotes())
        {
            var count = Math.Max(
                _local.Add(entry, contents, settings.Window, settings.DistinctContentsMax),
                await CountAsync(entry, contents, settings.Window, stopping));
            if (count > settings.DistinctContentsMax && !_quarantined.ContainsKey(entry))
            {
                Quarantine(new Quarantine(entry, clock.GetUtcNow(), count));
            }
        }

        await ExchangeAsync(stopping);
        metrics.Quarantined(_quarantined.Keys);
    }

    private static EntryKey KeyOf(KnownMatch match) => new(match.Bank, match.Source, match.EntryId);

    private Dictionary<EntryKey, HashSet<Hash256>> TakeNotes()
    {
        var notes = new Dictionary<EntryKey, HashSet<Hash256>>();
        for (var i = 0; i < NotesMax && _notes.Reader.TryRead(out var note); i++)
        {
            if (!notes.TryGetValue(note.Entry, out var contents))
            {
                notes[note.Entry] = contents = [];
            }

            contents.Add(note.Content);
        }

        return notes;
    }

    private async ValueTask<long> CountAsync(
        EntryKey entry, IReadOnlyCollection<Hash256> contents, TimeSpan window, CancellationToken stopping)
    {
        try
        {
            return await counters.CountAsync(_set, entry, contents, window, stopping);
        }
        catch (FloodCountersUnavailableException problem)
        {
            TellAway(problem);
            return 0;
        }
    }

    private void Quarantine(Quarantine quarantine)
    {
        _ours[quarantine.Entry] = quarantine;
        _quarantined = _quarantined.SetItem(quarantine.Entry, quarantine);
        metrics.Found(quarantine.Entry.Bank);
        logger.EntryQuarantined(quarantine.Entry.Bank, shortIds.Of(quarantine.Entry.ToString()), quarantine.Contents);
    }

    private async Task ExchangeAsync(CancellationToken stopping)
    {
        try
        {
            foreach (var quarantine in _ours.Values.ToList())
            {
                await counters.QuarantineAsync(_set, quarantine, stopping);
                _ours.Remove(quarantine.Entry);
            }

            Take(await counters.ReadQuarantinesAsync(_set, stopping));
            _isAway = false;
        }
        catch (FloodCountersUnavailableException problem)
        {
            TellAway(problem);
        }
    }

    private void Take(IReadOnlyCollection<Quarantine> fleet)
    {
        var next = fleet.ToImmutableDictionary(quarantine => quarantine.Entry);
        foreach (var released in _quarantined.Keys.Where(entry => !next.ContainsKey(entry)))
        {
            _local.Forget(released);
            logger.EntryReleased(released.Bank, shortIds.Of(released.ToString()));
        }

        _quarantined = next;
    }

    private void TellAway(FloodCountersUnavailableException problem)
    {
        if (!_isAway)
        {
            _isAway = true;
            logger.FloodCountersUnavailable(problem.Message);
        }
    }
}
