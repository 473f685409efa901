using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml.Linq;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;

namespace ScanWorker.Adapters.Exchanges.Votes;

/// <summary>Votes on entries of NCMEC's hash sharing, version 2, as requests.</summary>
/// <remarks>
/// <c>PUT entries/{member}/{id}/{fingerprint}/feedback</c> with a <c>feedbackSubmission</c>, as the client in
/// facebook/ThreatExchange sends it (<c>clients/ncmec/hash_api.py</c>). A negative vote needs the GUID of one of
/// NCMEC's reasons.
/// </remarks>
internal static class NcmecVotes
{
    private static readonly XNamespace Namespace = "https://hashsharing.ncmec.org/hashsharing/v2";

    private static readonly JsonWriterOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="votes">Of one bank.</param>
    /// <param name="entries">Those that the working set holds.</param>
    /// <param name="destination">Receives NDJSON: a request a line, for a tool of the operator's to send.</param>
    /// <returns>How many votes were written, and how many negative ones lack a reason of NCMEC's.</returns>
    public static (long Written, long WithoutReason) Write(
        IEnumerable<EntryVote> votes, IReadOnlyDictionary<EntryKey, Entry> entries, Stream destination)
    {
        var (requests, withoutReason) = Requests(votes, entries);
        foreach (var request in requests)
        {
            WriteLine(destination, request);
        }

        return (requests.Count, withoutReason);
    }

    /// <param name="votes">Of one bank.</param>
    /// <param name="entries">Those that the working set holds.</param>
    /// <returns>The requests, and how many negative votes lack a reason of NCMEC's.</returns>
    public static (IReadOnlyList<OutgoingVote> Requests, long WithoutReason) Requests(
        IEnumerable<EntryVote> votes, IReadOnlyDictionary<EntryKey, Entry> entries)
    {
        var (requests, withoutReason) = (new List<OutgoingVote>(), 0L);
        foreach (var vote in votes)
        {
            if (entries.GetValueOrDefault(vote.Entry) is not { Member: { } member } entry
                || IdOf(entry, member) is not { } id)
            {
                continue;
            }

            var reason = vote.Reasons.FirstOrDefault(code => Guid.TryParse(code, out _));
            if (!vote.IsAffirmative && reason is null)
            {
                withoutReason++;
                continue;
            }

            var (owner, item) = (Uri.EscapeDataString(member), Uri.EscapeDataString(id));
            requests.AddRange(Fingerprints(entry, vote.IsExact).Select(fingerprint => new OutgoingVote(
                new SentVote(vote.Entry, fingerprint, vote.IsAffirmative ? "affirmative" : "negative"),
                $"entries/{owner}/{item}/{fingerprint}/feedback",
                Submission(vote.IsAffirmative, reason))));
        }

        return (requests, withoutReason);
    }

    // An entry's id is made of the member's and NCMEC's.
    private static string? IdOf(Entry entry, string member) =>
        entry.EntryId.StartsWith($"{member}-", StringComparison.Ordinal) ? entry.EntryId[(member.Length + 1)..] : null;

    // A digest that matches is of the very file, and so are the others of its entry.
    private static IEnumerable<string> Fingerprints(Entry entry, bool isExact) => isExact
        ? [.. entry.Md5 is null ? (string[])[] : ["MD5"], .. entry.Sha1 is null ? (string[])[] : ["SHA1"]]
        : entry.Pdq is null ? [] : ["PDQ"];

    private static string Submission(bool isAffirmative, string? reason) => new XElement(
        Namespace + "feedbackSubmission",
        isAffirmative
            ? new XElement(Namespace + "affirmative")
            : new XElement(
                Namespace + "negative",
                new XElement(Namespace + "reasonIds", new XElement(Namespace + "guid", reason))))
        .ToString(SaveOptions.DisableFormatting);

    private static void WriteLine(Stream destination, OutgoingVote request)
    {
        using (var json = new Utf8JsonWriter(destination, Readable))
        {
            json.WriteStartObject();
            json.WriteString("method"u8, "PUT"u8);
            json.WriteString("path"u8, request.Path);
            json.WriteString("body"u8, request.Body);
            json.WriteEndObject();
        }

        destination.WriteByte((byte)'\n');
    }
}
