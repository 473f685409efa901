using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Pipeline.FloodGuard;

/// <summary>
/// Quarantines entries that more distinct uploaders match than the policy believes: a listed picture that is everywhere
/// is a mistake, or somebody's attempt to have the innocent blocked. Its matches go to review; a person releases it.
/// </summary>
/// <remarks>Of uploads that name no uploader, each distinct content counts as one.</remarks>
internal sealed class EntryFloodGuard(
    IFloodCounters counters, PolicyCell policies, BankRates rates, IOptions<SetsOptions> options, TimeProvider clock,
    FloodGuardMetrics metrics, ShortIds shortIds, ILogger<EntryFloodGuard> logger) : BackgroundService, IMatchGuard
{
    private const int NotesMax = 20_000;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly string _set = options.Value.Name;
    private readonly LocalFloodCounts _local = new(clock);
    private readonly Dictionary<EntryKey, Quarantine> _ours = []; // Found here and not yet told to the fleet.
    private readonly HashSet<EntryKey> _foundHere = [];
    private readonly Channel<(EntryKey Entry, Hash256 Uploader)> _notes = Channel.CreateBounded<(EntryKey, Hash256)>(
        new BoundedChannelOptions(NotesMax) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private volatile ImmutableDictionary<EntryKey, Quarantine> _quarantined =
        ImmutableDictionary<EntryKey, Quarantine>.Empty;
    private volatile int _releases;
    private bool _isAway;
    private bool _isForeignTold;

    public int Releases => _releases;

    public Softening? SofteningOf(KnownMatch match) =>
        _quarantined is { IsEmpty: false } quarantined
            ? FloodGuard.Quarantine.SofteningOf(match, policies.Current, quarantined.ContainsKey)
            : null;

    /// <summary>Banks that are held as a whole.</summary>
    public IEnumerable<string> HeldBanks =>
        _quarantined.Values.Where(quarantine => quarantine.IsOfBank).Select(quarantine => quarantine.Entry.Bank);

    public void Note(Verdict verdict, ContentFindings findings, UploadData upload)
    {
        rates.Note(findings.Matches);
        if (verdict is Verdict.Match match && policies.Current.Settings.FloodGuard.Enabled)
        {
            var counted = CountedOf(findings, upload);
            foreach (var judged in match.Matches)
            {
                _ = _notes.Writer.TryWrite((judged.Match.Key, counted));
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        do
        {
            Hold(rates.Turn());
            await TurnAsync(stoppingToken);
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
        foreach (var (entry, uploaders) in TakeNotes())
        {
            var count = Math.Max(
                _local.Add(entry, uploaders, settings.Window, settings.DistinctContentsMax),
                await CountAsync(entry, uploaders, settings.Window, stopping));
            if (count > settings.DistinctContentsMax && !_quarantined.ContainsKey(entry))
            {
                Quarantine(new Quarantine(entry, clock.GetUtcNow(), count));
            }
        }

        await ExchangeAsync(stopping);
        metrics.Quarantined(_quarantined.Values);
    }

    /// <summary>Holds those of the banks for which the policy asks it.</summary>
    internal void Hold(IEnumerable<string> jumped)
    {
        foreach (var bank in jumped.Where(bank => policies.Current.BankOf(bank).OnRateJump == RateJumpResponse.Review
            && !_quarantined.ContainsKey(FloodGuard.Quarantine.WholeBank(bank))))
        {
            var quarantine = new Quarantine(FloodGuard.Quarantine.WholeBank(bank), clock.GetUtcNow(), 0);
            Take(quarantine);
            logger.BankHeld(bank);
        }
    }

    // One uploader's thousand variants are one; of who is not named, each content counts.
    private static Hash256 CountedOf(ContentFindings findings, UploadData upload) =>
        upload.Uploader?.EspIdentifier is { Length: > 0 } uploader
            ? new Hash256(SHA256.HashData(Encoding.UTF8.GetBytes($"{upload.Tenant}\n{uploader}")))
            : findings.Digests.Sha256;

    private Dictionary<EntryKey, HashSet<Hash256>> TakeNotes()
    {
        var notes = new Dictionary<EntryKey, HashSet<Hash256>>();
        for (var i = 0; i < NotesMax && _notes.Reader.TryRead(out var note); i++)
        {
            if (!notes.TryGetValue(note.Entry, out var uploaders))
            {
                notes[note.Entry] = uploaders = [];
            }

            uploaders.Add(note.Uploader);
        }

        return notes;
    }

    private async ValueTask<long> CountAsync(
        EntryKey entry, IReadOnlyCollection<Hash256> uploaders, TimeSpan window, CancellationToken stopping)
    {
        try
        {
            return await counters.CountAsync(_set, entry, uploaders, window, stopping);
        }
        catch (FloodCountersUnavailableException problem)
        {
            TellAway(problem);
            return 0;
        }
    }

    private void Quarantine(Quarantine quarantine)
    {
        Take(quarantine);
        metrics.Found(quarantine.Entry.Bank);
        logger.EntryQuarantined(quarantine.Entry.Bank, shortIds.Of(quarantine.Entry.ToString()), quarantine.Uploaders);
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

    private void Take(Quarantine found)
    {
        _ours[found.Entry] = found;
        _foundHere.Add(found.Entry);
        _quarantined = _quarantined.SetItem(found.Entry, found);
    }

    private void Take(Quarantines fleet)
    {
        // What no worker of ours has sealed counts only where this one found the same.
        var next = fleet.Read.Where(quarantine => quarantine.IsOurs || _foundHere.Contains(quarantine.Entry))
            .ToImmutableDictionary(quarantine => quarantine.Entry);
        TellForeign(fleet.Read.Count - next.Count);
        if (!fleet.IsWhole)
        {
            next = _quarantined.SetItems(next); // What was not read has not been released.
        }

        var released = _quarantined.Values.Where(quarantine => !next.ContainsKey(quarantine.Entry)).ToList();
        foreach (var quarantine in released)
        {
            _local.Forget(quarantine.Entry);
            _foundHere.Remove(quarantine.Entry);
            if (quarantine.IsOfBank)
            {
                logger.BankReleased(quarantine.Entry.Bank);
            }
            else
            {
                logger.EntryReleased(quarantine.Entry.Bank, shortIds.Of(quarantine.Entry.ToString()));
            }
        }

        _quarantined = next;
        if (released.Count > 0)
        {
            _ = Interlocked.Increment(ref _releases);
        }
    }

    private void TellForeign(int count)
    {
        metrics.NotBelieved(count);
        if (count > 0 && !_isForeignTold)
        {
            logger.QuarantinesNotBelieved(count);
        }

        _isForeignTold = count > 0;
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

internal static partial class FloodGuardLog
{
    [LoggerMessage(EventIds.EntryQuarantined, LogLevel.Error,
        "An entry of bank {Bank} (id {ShortId}) matched uploads of {Uploaders} distinct uploaders (where none is named, "
            + "each distinct content counts as one); its matches go to review until 'scanworker sets release' ends it.")]
    internal static partial void EntryQuarantined(this ILogger logger, string bank, string shortId, long uploaders);

    [LoggerMessage(
        EventIds.EntryReleased, LogLevel.Information,
        "The quarantine of an entry of bank {Bank} (id {ShortId}) has ended.")]
    internal static partial void EntryReleased(this ILogger logger, string bank, string shortId);

    [LoggerMessage(EventIds.BankHeld, LogLevel.Error,
        "Bank {Bank} matches far more than usual; its matches go to review instead of blocking until 'scanworker sets "
            + "release {Bank}' ends it.")]
    internal static partial void BankHeld(this ILogger logger, string bank);

    [LoggerMessage(EventIds.BankReleased, LogLevel.Information,
        "Bank {Bank} has been released; its matches count in full again.")]
    internal static partial void BankReleased(this ILogger logger, string bank);

    [LoggerMessage(EventIds.QuarantinesNotBelieved, LogLevel.Error,
        "{Count} quarantines in the fleet's store have no valid seal, so they soften nothing here. Either somebody else "
            + "writes to the store, or the workers do not share one Findings:Key.")]
    internal static partial void QuarantinesNotBelieved(this ILogger logger, int count);

    [LoggerMessage(EventIds.FloodCountersUnavailable, LogLevel.Warning,
        "The fleet's counts of matches by entry do not answer ({Problem}); this worker goes on with its own.")]
    internal static partial void FloodCountersUnavailable(this ILogger logger, string problem);

    [LoggerMessage(EventIds.BankRateJumped, LogLevel.Error,
        "Bank {Bank} matched {Rate:P2} of the last minute's uploads; usual is {Usual:P3}. A bad list, or a wave: a "
            + "person must look.")]
    internal static partial void BankRateJumped(this ILogger logger, string bank, double rate, double usual);
}
