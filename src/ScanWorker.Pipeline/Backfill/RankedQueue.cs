using System.Diagnostics.CodeAnalysis;
using ScanWorker.Pipeline.Fairness;

namespace ScanWorker.Pipeline.Backfill;

/// <summary>
/// Work of two ranks: that of the backfill starts only while no live work waits, within places and a rate of its own.
/// </summary>
/// <remarks>
/// Within a rank, flows share fairly. Live work has the same places with and without a backfill, and what is running of
/// the backfill is few and ends: that is all that live work may ever have to wait for. Pure; one thread.
/// </remarks>
/// <param name="livePlaces">At least 1.</param>
/// <param name="backfillPlaces">At least 1.</param>
/// <param name="rate">Of what starts of the backfill.</param>
internal sealed class RankedQueue<TFlow, TItem>(int livePlaces, int backfillPlaces, RateCap rate)
    where TFlow : notnull
{
    private readonly FairQueue<TFlow, TItem> _live = new(livePlaces);

    // No flow of the backfill needs to be kept room for: the next one's turn comes as soon as a place is free.
    private readonly FairQueue<TFlow, TItem> _backfill = new(int.MaxValue);

    /// <summary>Places taken, by either rank.</summary>
    public int Running => _live.Running + _backfill.Running;

    /// <summary>
    /// The backfill waits by right: for live work, or for its rate. Not while its own places are what it waits for.
    /// </summary>
    public bool IsBackfillYielding =>
        _live.Waiting > 0 || (_backfill.Waiting > 0 && _backfill.Running < backfillPlaces);

    public void Enqueue(UploadRank rank, TFlow flow, TItem item) => Of(rank).Enqueue(flow, item);

    /// <summary>Takes a place for what is next.</summary>
    /// <param name="mayServeBackfill">False: more live work may be on its way.</param>
    /// <param name="flow">Whose turn it is.</param>
    /// <param name="item">Its first.</param>
    /// <returns>False when nothing waits that may start.</returns>
    public bool TryStart(
        bool mayServeBackfill, [MaybeNullWhen(false)] out TFlow flow, [MaybeNullWhen(false)] out TItem item)
    {
        if (_live.TryStart(out flow, out item))
        {
            return true;
        }

        // Live work that waits although it may not start, as that of a flow with its share, comes first all the same.
        return mayServeBackfill && _live.Waiting == 0
            && _backfill.Waiting > 0 && _backfill.Running < backfillPlaces && rate.TryTake()
            && _backfill.TryStart(out flow, out item);
    }

    /// <summary>Gives back a place.</summary>
    public void End(UploadRank rank, TFlow flow) => Of(rank).End(flow);

    /// <summary>Forgets what waits.</summary>
    public void Clear()
    {
        _live.Clear();
        _backfill.Clear();
    }

    private FairQueue<TFlow, TItem> Of(UploadRank rank) => rank == UploadRank.Live ? _live : _backfill;
}
