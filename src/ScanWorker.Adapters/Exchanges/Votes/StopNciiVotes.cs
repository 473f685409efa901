using System.Text.Json;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;

namespace ScanWorker.Adapters.Exchanges.Votes;

/// <summary>
/// Feedback on StopNCII's hashes: the body of a <c>POST SubmitFeedback</c>, for a tool of the operator's to send.
/// </summary>
/// <remarks>As the client in facebook/ThreatExchange sends it (<c>clients/stopncii/api.py</c>).</remarks>
internal static class StopNciiVotes
{
    /// <param name="votes">Of one bank.</param>
    /// <param name="entries">Those that the working set holds.</param>
    /// <param name="destination">Receives JSON.</param>
    /// <returns>How many votes were written.</returns>
    public static long Write(
        IEnumerable<EntryVote> votes, IReadOnlyDictionary<EntryKey, Entry> entries, Stream destination)
    {
        List<(EntryVote Vote, string Hash)> known =
        [
            .. votes.Select(vote => (vote, HashOf(entries.GetValueOrDefault(vote.Entry), vote.IsExact) ?? ""))
                .Where(pair => pair.Item2.Length > 0),
        ];
        using var json = new Utf8JsonWriter(destination);
        json.WriteStartObject();
        json.WriteNumber("count"u8, known.Count);
        json.WriteStartArray("hashFeedbacks"u8);
        foreach (var (vote, hash) in known)
        {
            json.WriteStartObject();
            json.WriteString("hashValue"u8, hash);
            json.WriteString("feedbackValue"u8, vote.IsAffirmative ? "Blocked" : "NotBlocked");
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
        return known.Count;
    }

    private static string? HashOf(Entry? entry, bool isExact) =>
        isExact ? entry?.Md5?.ToString() : entry?.Pdq?.ToString();
}
