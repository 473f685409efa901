using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>Says, once an hour and bank, that a bank's sources are older than its limit.</summary>
internal sealed class BankAgeAlarm(IOptions<SetsOptions> options, TimeProvider clock, ILogger<BankAgeAlarm> logger)
{
    private static readonly TimeSpan Repeat = TimeSpan.FromHours(1);
    private readonly SetsOptions _options = options.Value;
    private readonly Dictionary<string, DateTimeOffset> _toldAt = new(StringComparer.Ordinal);

    public void Check(LoadedHashSet? live)
    {
        var now = clock.GetUtcNow();
        foreach (var bank in live?.Banks ?? [])
        {
            var limit = _options.MaxAgeOf(bank.Name);
            if (bank.OldestSource is not { } updatedAt || now - updatedAt <= limit)
            {
                _toldAt.Remove(bank.Name);
            }
            else if (!_toldAt.TryGetValue(bank.Name, out var toldAt) || now - toldAt >= Repeat)
            {
                _toldAt[bank.Name] = now;
                logger.BankTooOld(bank.Name, updatedAt, limit);
            }
        }
    }
}
