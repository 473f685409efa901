using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Pipeline.FloodGuard;

/// <summary>
/// Watches, bank by bank, which share of the uploads matches, and alarms when it jumps far beyond what is usual.
/// </summary>
/// <remarks>
/// Minute by minute; usual is an exponential average of about an hour. A minute counts only with enough uploads and
/// enough matches, so that three matches at night alarm nobody. <see cref="Note" /> is thread-safe; <see cref="Turn" />
/// has one caller.
/// </remarks>
internal sealed class BankRates(TimeProvider clock, FloodGuardMetrics metrics, ILogger<BankRates> logger)
{
    private const double JumpFactor = 10;
    private const double UsualMin = 0.001;
    private const double Weight = 1.0 / 60;
    private const int MinutesToLearn = 10;
    private const int UploadsMin = 200;
    private const int MatchesMin = 20;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, int> _matches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _usual = new(StringComparer.Ordinal);
    private long _minuteSince = clock.GetTimestamp();
    private int _uploads;
    private int _minutes;

    /// <param name="matches">Of one upload, also when there are none.</param>
    public void Note(ImmutableArray<KnownMatch> matches)
    {
        Interlocked.Increment(ref _uploads);
        foreach (var bank in matches.Select(match => match.Bank).Distinct(StringComparer.Ordinal))
        {
            _matches.AddOrUpdate(bank, 1, static (_, count) => count + 1);
        }
    }

    /// <summary>Looks at the minute when it is over.</summary>
    /// <returns>Banks whose share of matches has jumped in it.</returns>
    public IReadOnlyList<string> Turn()
    {
        if (clock.GetElapsedTime(_minuteSince) < Minute)
        {
            return [];
        }

        _minuteSince = clock.GetTimestamp();
        var uploads = Interlocked.Exchange(ref _uploads, 0);
        if (uploads == 0)
        {
            return [];
        }

        _minutes++;
        var jumped = new List<string>();
        foreach (var bank in _usual.Keys.Union(_matches.Keys, StringComparer.Ordinal).ToList())
        {
            _ = _matches.TryRemove(bank, out var matches);
            if (IsJump(bank, matches, uploads))
            {
                jumped.Add(bank);
            }
        }

        return jumped;
    }

    private bool IsJump(string bank, int matches, int uploads)
    {
        var rate = (double)matches / uploads;
        var usual = _usual.GetValueOrDefault(bank, _minutes > 1 ? 0 : rate);
        var isJump = _minutes > MinutesToLearn && uploads >= UploadsMin && matches >= MatchesMin
            && rate > JumpFactor * Math.Max(usual, UsualMin);
        if (isJump)
        {
            metrics.RateJumped(bank);
            logger.BankRateJumped(bank, rate, usual);
        }

        _usual[bank] = usual + (Weight * (rate - usual));
        return isJump;
    }
}
