using System.Globalization;
using ScanWorker.Adapters.Exchanges;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets.Fetching;

/// <summary>Where a fetch begins: at the checkpoint that the last one reached, or with everything.</summary>
/// <param name="exchange">Whose checkpoints they are.</param>
/// <param name="request">What is asked of the fetch.</param>
/// <param name="clock">That checkpoints must not run ahead of.</param>
internal sealed class FetchStart(IExchange exchange, FetchRequest request, TimeProvider clock)
{
    // Clocks differ, by hours at worst. What lies further ahead would hide all that comes until then.
    private static readonly TimeSpan AheadMax = TimeSpan.FromDays(1);

    /// <param name="reached">What the journal has; null: nothing.</param>
    /// <returns>Null for everything; a person is told why.</returns>
    public string? CheckpointOf(ReachedCheckpoint? reached)
    {
        if (reached is null || request.StartsOver)
        {
            return null;
        }

        if (WhyAnew(reached) is { } why)
        {
            request.Tell($"{request.Name}: {why}; the whole list is fetched.");
            return null;
        }

        return reached.Value;
    }

    /// <summary>Looks at the checkpoint that a fetch has reached.</summary>
    /// <exception cref="ExchangeException">It cannot be right, and would hide what comes after it.</exception>
    public void Check(string? checkpoint)
    {
        if (checkpoint is not null && IsAhead(checkpoint))
        {
            throw new ExchangeException(
                ExchangeFault.Content,
                $"The exchange's checkpoint ({checkpoint}) lies more than a day ahead of this machine's clock. "
                    + "Nothing is taken: if the clock is right, the exchange's time is wrong.");
        }
    }

    // Where tombstones may have been forgotten meanwhile, only the whole list tells what is gone.
    private string? WhyAnew(ReachedCheckpoint reached) =>
        ListIdentity.WhyOther(reached.Of, request.Name, request.Source)
        ?? (exchange.CheckpointLife is { } life && clock.GetUtcNow() - reached.At > life
            ? string.Create(CultureInfo.InvariantCulture, $"the last fetch is over {life.TotalDays:0} days old")
        : reached.Value is { } value && IsAhead(value)
            ? $"the checkpoint of the last fetch ({value}) lies in the future"
        : null);

    private bool IsAhead(string checkpoint) => exchange.TimeOf(checkpoint) > clock.GetUtcNow() + AheadMax;
}
