using System.Text.Json.Nodes;
using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.Exchanges.Votes;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Feedback;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets.Fetching;

/// <summary>Sends what reviewers say of a source's entries to its exchange, each vote once.</summary>
/// <remarks>
/// The journal has what is about to be sent before the first request, and what became of it after the last. Votes that
/// a killed sending leaves in doubt are told and sent again: docs/feedback.md says what that means where.
/// </remarks>
/// <param name="context">Working set and clock.</param>
/// <param name="request">The fetch before it: whose entries, by whom, whether for show, and for what a person should
/// know.</param>
/// <param name="report">Given a row and a sentence of what was or would be sent, also where sending fails.</param>
internal sealed class VoteSending(SetsContext context, FetchRequest request, Action<JsonObject, string> report)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private readonly Dictionary<SendingState, long> _counts = [];
    private readonly HashSet<SentVote> _inDoubt = [];

    /// <exception cref="ExchangeException">Not everything could be sent; the journal has what was.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var http = new ExchangeHttp(request.Source, context.Clock, FirstWait);
        if (VoteTaker.Of(request.Source, http) is { } taker)
        {
            using var workingSet = request.IsDryRun
                ? context.OpenToRead()
                : await context.OpenToWriteAsync(request.Patience, cancellation);
            await SendAsync(workingSet, taker, cancellation);
        }
        else
        {
            request.Tell($"{request.Name}: an exchange of its kind takes no feedback; nothing is sent.");
        }
    }

    private async Task SendAsync(WorkingSet workingSet, IVoteTaker taker, CancellationToken cancellation)
    {
        var (requests, withoutReason) = Requests(workingSet, taker);
        var due = requests.Where(vote => IsDue(workingSet.State, vote.Vote)).ToList();
        _inDoubt.UnionWith(due.Select(vote => vote.Vote)
            .Where(vote => StateOf(workingSet.State, vote) == SendingState.Begun));
        if (_inDoubt.Count is > 0 and var inDoubt)
        {
            request.Tell(
                $"{request.Name}: it is not known whether an earlier sending of {inDoubt} vote{(inDoubt == 1 ? "" : "s")} has "
                    + $"arrived; {(inDoubt == 1 ? "it is" : "they are")} sent again.");
        }

        if (request.IsDryRun)
        {
            PrintDue(due, withoutReason);
            return;
        }

        try
        {
            foreach (var batch in due.Chunk(taker.BatchMax))
            {
                await SendBatchAsync(workingSet, taker, batch, cancellation);
            }
        }
        finally
        {
            Print(due.Count, _inDoubt.Count, withoutReason);
        }
    }

    private async Task SendBatchAsync(
        WorkingSet workingSet, IVoteTaker taker, OutgoingVote[] batch, CancellationToken cancellation)
    {
        Append(workingSet, SendingState.Begun, [.. batch.Select(vote => vote.Vote)]);
        var (taken, refused, at) = (new List<SentVote>(), new List<SentVote>(), 0);
        try
        {
            for (; at < batch.Length; at++)
            {
                try
                {
                    await taker.SendAsync(batch[at], cancellation);
                    taken.Add(batch[at].Vote);
                }
                catch (ExchangeException refusal) when (refusal.Status is not null)
                {
                    refused.Add(batch[at].Vote);
                    request.Tell(
                        $"{request.Name}: {batch[at].Vote.Entry} ({batch[at].Vote.On}): {refusal.Message}");
                }
            }
        }
        catch (Exception problem) when (problem is ExchangeException or OperationCanceledException)
        {
            // Those that are in doubt, now or from before, stay so; the others behind were never sent.
            var isInDoubt = problem is not ExchangeException { IsInDoubt: false };
            Append(
                workingSet, SendingState.NotSent,
                [
                    .. batch.Skip(isInDoubt ? at + 1 : at).Select(vote => vote.Vote)
                        .Where(vote => !_inDoubt.Contains(vote)),
                ]);
            throw;
        }
        finally
        {
            Append(workingSet, SendingState.Taken, taken);
            Append(workingSet, SendingState.Refused, refused);
        }
    }

    private void Append(WorkingSet workingSet, SendingState state, List<SentVote> votes)
    {
        if (votes.Count > 0)
        {
            _counts[state] = _counts.GetValueOrDefault(state) + votes.Count;
            _ = workingSet.Append(new JournalRecord(0, default, request.By, JournalAction.Send)
            {
                Why = request.Why,
                Sending = new JournalSending(request.Name, state, [.. votes]),
            });
        }
    }

    private (IReadOnlyList<OutgoingVote> Votes, long WithoutReason) Requests(WorkingSet workingSet, IVoteTaker taker)
    {
        var source = SourceName();
        IReadOnlyList<EntryVote> votes =
        [
            .. EntryVote.Of(workingSet.State.Opinions, request.Source.FeedbackWithin)
                .Where(vote => vote.Entry.Bank == request.Source.Bank && vote.Entry.Source == source),
        ];
        var entries = new WorkingSetEdits(workingSet).OpenSearch().Find([.. votes.Select(vote => vote.Entry)]);
        return taker.Requests(votes, entries);
    }

    // What a fetch calls the source of its entries.
    private string SourceName() => ListIdentity.SourceOf(request.Name, request.Source) ?? request.Name;

    private SendingState? StateOf(JournalState state, SentVote vote) =>
        state.Sendings.TryGetValue((request.Name, vote.Entry, vote.On), out var known) && known.Value == vote.Value
            ? known.State : null;

    private bool IsDue(JournalState state, SentVote vote) =>
        StateOf(state, vote) is not (SendingState.Taken or SendingState.Refused);

    private void PrintDue(List<OutgoingVote> due, long withoutReason)
    {
        foreach (var (vote, _, _) in due)
        {
            report(
                new JsonObject
                {
                    ["source"] = request.Name,
                    ["wouldSend"] = vote.Value,
                    ["entry"] = vote.Entry.ToString(),
                    ["on"] = vote.On,
                },
                $"{request.Name}: would send '{vote.Value}' on {vote.Entry} ({vote.On})");
        }

        report(
            new JsonObject
            {
                ["source"] = request.Name,
                ["wouldSendVotes"] = due.Count,
                ["withoutReason"] = withoutReason,
            },
            $"{request.Name}: votes to send {due.Count}, without a reason of the exchange's {withoutReason}");
    }

    private void Print(long due, long inDoubt, long withoutReason)
    {
        var (taken, refused) = (CountOf(SendingState.Taken), CountOf(SendingState.Refused));
        var left = due - taken - refused;
        report(
            new JsonObject
            {
                ["source"] = request.Name,
                ["votesSent"] = taken,
                ["votesRefused"] = refused,
                ["votesLeft"] = left,
                ["votesSentAgain"] = inDoubt,
                ["withoutReason"] = withoutReason,
            },
            $"{request.Name}: votes sent {taken}, refused {refused}, left for the next time {left}, "
                + $"without a reason of the exchange's {withoutReason}");
    }

    private long CountOf(SendingState state) => _counts.GetValueOrDefault(state);
}
