using System.Text;
using System.Text.Json;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;

namespace ScanWorker.Adapters.Exchanges.Votes;

/// <summary>Feedback on StopNCII's hashes: bodies of <c>POST SubmitFeedback</c>.</summary>
/// <remarks>As the client in facebook/ThreatExchange sends it (<c>clients/stopncii/api.py</c>).</remarks>
internal static class StopNciiVotes
{
    /// <param name="votes">Of one bank.</param>
    /// <param name="entries">Those that the working set holds.</param>
    /// <param name="destination">Receives JSON: one body, for a tool of the operator's to send.</param>
    /// <returns>How many votes were written.</returns>
    public static long Write(
        IEnumerable<EntryVote> votes, IReadOnlyDictionary<EntryKey, Entry> entries, Stream destination)
    {
        var known = Known(votes, entries);
        WriteBody(destination, known);
        return known.Count;
    }

    /// <param name="votes">Of one bank.</param>
    /// <param name="entries">Those that the working set holds.</param>
    /// <returns>A request for each.</returns>
    public static IReadOnlyList<OutgoingVote> Requests(
        IEnumerable<EntryVote> votes, IReadOnlyDictionary<EntryKey, Entry> entries) =>
        [.. Known(votes, entries).Select(known => RequestOf(known.Vote, known.Hash))];

    private static OutgoingVote RequestOf(EntryVote vote, string hash)
    {
        using var body = new MemoryStream();
        WriteBody(body, [(vote, hash)]);
        return new OutgoingVote(
            new SentVote(vote.Entry, vote.IsExact ? "MD5" : "PDQ", ValueOf(vote)), "SubmitFeedback",
            Encoding.UTF8.GetString(body.ToArray()));
    }

    private static void WriteBody(Stream destination, List<(EntryVote Vote, string Hash)> known)
    {
        using var json = new Utf8JsonWriter(destination);
        json.WriteStartObject();
        json.WriteNumber("count"u8, known.Count);
        json.WriteStartArray("hashFeedbacks"u8);
        foreach (var (vote, hash) in known)
        {
            json.WriteStartObject();
            json.WriteString("hashValue"u8, hash);
            json.WriteString("feedbackValue"u8, ValueOf(vote));
            json.WriteStartArray("tags"u8);
            foreach (var reason in vote.Reasons)
            {
                json.WriteStringValue(reason);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static List<(EntryVote Vote, string Hash)> Known(
        IEnumerable<EntryVote> votes, IReadOnlyDictionary<EntryKey, Entry> entries) =>
    [
        .. votes.Select(vote => (vote, HashOf(entries.GetValueOrDefault(vote.Entry), vote.IsExact) ?? ""))
            .Where(pair => pair.Item2.Length > 0),
    ];

    private static string ValueOf(EntryVote vote) => vote.IsAffirmative ? "Blocked" : "NotBlocked";

    private static string? HashOf(Entry? entry, bool isExact) =>
        isExact ? entry?.Md5?.ToString() : entry?.Pdq?.ToString();
}
