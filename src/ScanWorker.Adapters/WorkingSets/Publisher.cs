using System.Globalization;
using System.Security.Cryptography;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.HashSets.Leases;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>Makes what a working set holds the current version of its set.</summary>
/// <remarks>
/// The manifest is on disk before head moves, and the journal says so after: if the publisher is killed in between, the
/// next one finds head at a manifest of its own, and catches the journal up.
/// </remarks>
/// <param name="workingSet">Open to write.</param>
/// <param name="set">The set's name.</param>
/// <param name="store">Where workers read it.</param>
/// <param name="key">Signs, or null for unsigned versions.</param>
/// <param name="clock">For the manifest's time, and for waiting between attempts.</param>
internal sealed class Publisher(WorkingSet workingSet, string set, IHashSetStore store, ECDsa? key, TimeProvider clock)
{
    private static readonly TimeSpan[] Waits =
        [TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(600), TimeSpan.FromSeconds(2),
            TimeSpan.FromSeconds(5)];

    /// <summary>Publish over a version that came from elsewhere.</summary>
    public bool TakesOver { get; init; }

    /// <summary>A rollback brings back what a person has withdrawn since; else that stays away.</summary>
    public bool BringsWithdrawnBack { get; init; }

    /// <summary>How many entries of the last rollback's version a person had withdrawn.</summary>
    public int WithdrawnByRollback { get; private set; }

    /// <summary>Publish a version without live entries, which workers refuse unless they are told not to.</summary>
    public bool AllowsEmpty { get; init; }

    /// <summary>By bank, how many reviewers' denials make an entry a disputed one; 0: never.</summary>
    public Func<string, int> ReviewersNeeded { get; init; } = _ => 0;

    /// <summary>Publish only while this lease lasts; null: without one.</summary>
    public PublisherLease? Lease { get; init; }

    /// <summary>Publish unchanged content anew once the current version is as old, so that it stays believed.</summary>
    public TimeSpan? RenewsAfter { get; init; }

    /// <summary>
    /// Where sources were fed and no entry has changed, publish their new ages only once the current version is as old.
    /// Default: at once.
    /// </summary>
    public TimeSpan AgesAfter { get; init; }

    /// <summary>
    /// Publishes the whole working set; when nothing has changed, it leaves the current version alone, unless that is
    /// old.
    /// </summary>
    /// <returns>The manifest that is current now, and how many bytes were sent.</returns>
    /// <exception cref="HashSetConflictException">Head is not where this working set left it.</exception>
    /// <exception cref="PublisherLeaseLostException"><see cref="Lease"/> has ended.</exception>
    /// <exception cref="HashSetStoreUnavailableException">The store does not answer.</exception>
    public async Task<(HashSetManifest Manifest, long SentBytes)> PublishAsync(
        string by, string? why, CancellationToken cancellation)
    {
        var head = await CatchUpAsync(cancellation);
        var state = workingSet.State;
        if (state.LastNumber == 0)
        {
            throw new WorkingSetException(
                "The working set is empty: import a list first. Workers never swap to nothing by accident.");
        }

        if (head == state.PublishedVersion
            && DisputedEntries.SegmentOf(workingSet, state.Working, ReviewersNeeded) == state.PublishedDisputed
            && workingSet.ReadVersion(state.PublishedVersion) is { } current
            && IsCurrent(state, clock.GetUtcNow() - current.Manifest.Created))
        {
            return (current.Manifest, 0);
        }

        var record = new JournalRecord(0, default, by, JournalAction.Publish) { Why = why };
        return await PublishAsync(state.Working, record, head, cancellation);
    }

    private bool IsCurrent(JournalState state, TimeSpan age) => !(age >= RenewsAfter)
        && (!state.HasUnpublished
            || (age < AgesAfter && state.Working.Chain.SequenceEqual(state.Published.Chain)));

    /// <summary>Publishes one segment on top of what is published, whatever else the working set holds.</summary>
    /// <inheritdoc cref="PublishAsync(string, string?, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="PublishAsync(string, string?, CancellationToken)" path="/exception"/>
    public async Task<(HashSetManifest Manifest, long SentBytes)> PublishAloneAsync(
        JournalRecord change, CancellationToken cancellation)
    {
        var head = await CatchUpAsync(cancellation);
        var record = new JournalRecord(0, default, change.By, JournalAction.Publish) { Why = change.Why };
        if (change.Segment is not { } segment
            || workingSet.State.Published.Chain.Add(segment).SequenceEqual(workingSet.State.Working.Chain))
        {
            return await PublishAsync(workingSet.State.Working, record, head, cancellation);
        }

        var content = workingSet.State.Published.With(segment, change.Changes ?? [], change.At);
        return await PublishAsync(content, record with { Published = content }, head, cancellation);
    }

    /// <summary>Brings an earlier version's content back, as a new version.</summary>
    /// <inheritdoc cref="PublishAsync(string, string?, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="PublishAsync(string, string?, CancellationToken)" path="/exception"/>
    /// <exception cref="WorkingSetException">No such version was published from here.</exception>
    public async Task<(HashSetManifest Manifest, long SentBytes)> RollBackAsync(
        long? version, string by, string? why, CancellationToken cancellation)
    {
        var head = await CatchUpAsync(cancellation);
        var (wanted, content, back) = PlanRollback(version);
        if (!BringsWithdrawnBack && back.Count > 0)
        {
            var withdrawing = WorkingSetEdits.Withdrawing(back, by, why);
            content = content.With(
                workingSet.AddSegment(withdrawing.Segment), withdrawing.Changes, clock.GetUtcNow());
        }

        WithdrawnByRollback = back.Count;
        var record = new JournalRecord(0, default, by, JournalAction.Rollback)
        {
            Why = why,
            Restores = wanted,
            Chain = content.Chain,
            Banks = content.Banks,
            Entries = BringsWithdrawnBack && back.Count > 0 ? [.. back] : null,
        };
        return await PublishAsync(content, record, head, cancellation);
    }

    /// <summary>What a rollback would bring back, and what of it a person has withdrawn since.</summary>
    /// <exception cref="WorkingSetException">No such version was published from here.</exception>
    public (long Version, PublishedContent Content, List<EntryKey> Withdrawn) PlanRollback(long? version)
    {
        var wanted = version ?? workingSet.State.PublishedVersion - 1;
        if (version is null && wanted < 1)
        {
            throw new WorkingSetException("There is no earlier version to go back to.");
        }

        var earlier = workingSet.ReadVersion(wanted)
            ?? throw new WorkingSetException($"Version {wanted} was not published from this working set.");
        var content = new PublishedContent(earlier.Manifest.Lists, earlier.Manifest.Banks);
        return (wanted, content, WithdrawnIn(content));
    }

    private List<EntryKey> WithdrawnIn(PublishedContent content)
    {
        if (workingSet.State.Held.IsEmpty)
        {
            return [];
        }

        var search = new ChainSearch([.. content.Chain.Select(workingSet.OpenSegment)]);
        return [.. workingSet.State.Held.Where(held => search.Find(held) is not null)
            .OrderBy(held => held.ToString(), StringComparer.Ordinal)];
    }

    private async Task<(HashSetManifest Manifest, long SentBytes)> PublishAsync(
        PublishedContent content, JournalRecord record, long? head, CancellationToken cancellation)
    {
        if (!AllowsEmpty && content.Banks.Sum(bank => bank.Entries) == 0)
        {
            throw new WorkingSetException(
                "The version would have no live entries: workers refuse it, since with it no upload would ever match. Nothing "
                + "is published. If that is right, say --allow-empty, and set Sets:AllowEmpty for the workers.");
        }

        var published = workingSet.State.PublishedVersion;
        var disputed = DisputedEntries.SegmentOf(workingSet, content, ReviewersNeeded);
        var manifest = new HashSetManifest(
            set, Math.Max(published, head ?? 0) + 1, head ?? published, clock.GetUtcNow(), content.Banks,
            disputed is null ? content.Chain : content.Chain.Add(disputed))
        {
            Disputed = disputed?.Id,
            By = record.By,
            Reason = record.Why,
            Restores = record.Restores,
        };
        var sealedManifest = SealedManifest.Seal(manifest, key);
        workingSet.WriteVersion(sealedManifest);
        var sentBytes = await SendAsync(
            new HashSetPublication(sealedManifest, workingSet.ReadSegment) { Lease = Lease }, head, cancellation);
        workingSet.Append(record with { Version = manifest.Version, Disputed = disputed });
        return (manifest, sentBytes);
    }

    // A store that restarts is waited for. An attempt whose answer was lost is told apart from one that failed by the
    // next one.
    private async Task<long> SendAsync(HashSetPublication publication, long? head, CancellationToken cancellation)
    {
        foreach (var wait in Waits)
        {
            try
            {
                return await store.PublishAsync(publication, head, cancellation);
            }
            catch (HashSetStoreUnavailableException)
            {
                await Task.Delay(wait, clock, cancellation);
            }
        }

        return await store.PublishAsync(publication, head, cancellation);
    }

    /// <summary>
    /// Reads head, and takes down a version that this working set published without living to say so.
    /// </summary>
    private async Task<long?> CatchUpAsync(CancellationToken cancellation)
    {
        var head = await store.ReadHeadAsync(set, cancellation);
        if (head is not { } current || current <= workingSet.State.PublishedVersion)
        {
            return head;
        }

        var document = await store.ReadManifestAsync(set, current, cancellation);
        if (workingSet.ReadVersion(current) is { } own && document is { } there
            && own.Document.Span.SequenceEqual(there.Span))
        {
            TakeDown(own.Manifest);
        }
        else if (!TakesOver)
        {
            throw await ConflictAsync(current, document);
        }

        return head;
    }

    private void TakeDown(HashSetManifest manifest)
    {
        var content = new PublishedContent(manifest.Lists, manifest.Banks);
        var record = new JournalRecord(0, default, manifest.By ?? "?", JournalAction.Publish)
        {
            Why = manifest.Reason,
            Version = manifest.Version,
            Restores = manifest.Restores,
            Disputed = manifest.DisputedSegment,
        };
        workingSet.Append(
            manifest.Restores is not null
                ? record with { Action = JournalAction.Rollback, Chain = content.Chain, Banks = content.Banks }
            : content.Chain.SequenceEqual(workingSet.State.Working.Chain) ? record
            : record with { Published = content });
    }

    private Task<HashSetConflictException> ConflictAsync(long head, ReadOnlyMemory<byte>? document)
    {
        var who = "";
        try
        {
            who = document is { } there && SealedManifest.Open(there, ManifestTrust.Anyone).Manifest is { } manifest
                ? string.Create(CultureInfo.InvariantCulture, $" by {manifest.By ?? "?"} at {manifest.Created:u}")
                : "";
        }
        catch (HashSetRefusedException)
        {
            who = " (its manifest cannot be read)";
        }

        return Task.FromResult(new HashSetConflictException(
            $"Version {head} of '{set}' was published from elsewhere{who}; this working set last published version "
            + $"{workingSet.State.PublishedVersion}. Use the other working set, or --take-over to publish over it.",
            head));
    }
}
