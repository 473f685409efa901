using System.CommandLine;
using ScanWorker.Adapters.Exchanges.Votes;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Hashing;
using ScanWorker.Matching.Feedback;

namespace ScanWorker.Commands.Sets;

/// <summary>What reviewers say of a bank's entries, in the form of the exchange that it is fetched from.</summary>
internal static class FeedbackExport
{
    private const string Ncmec = "ncmec";
    private const string StopNcii = "stopncii";

    public static (Option<string?> Exchange, Option<int> Within) Options() => (
        new Option<string?>("--feedback")
        {
            Description =
                "Instead of entries, what reviewers say of them, as ncmec or stopncii takes it; needs --bank.",
        }.AcceptOnlyFromAmong(Ncmec, StopNcii),
        new Option<int>("--within")
        {
            Description = "With --feedback: perceptual matches count up to this distance. Default 8.",
            DefaultValueFactory = _ => 8,
        }.Within(0, HashAlgorithm.Pdq.SizeBits));

    /// <exception cref="UsageException">It is not of one bank, or not of the working set.</exception>
    public static void Check(string? exchange, string? bank, long? version)
    {
        if (exchange is not null && (bank is null || version is not null))
        {
            throw new UsageException(
                "--feedback: is of the working set, and goes to the exchange that a bank is fetched from: say --bank BANK.");
        }
    }

    /// <returns>What was written, in a sentence.</returns>
    public static string Write(string exchange, string bank, int within, WorkingSet workingSet, Stream destination)
    {
        IReadOnlyList<EntryVote> votes =
            [.. EntryVote.Of(workingSet.State.Opinions, within).Where(vote => vote.Entry.Bank == bank)];
        var entries = new WorkingSetEdits(workingSet).OpenSearch().Find([.. votes.Select(vote => vote.Entry)]);
        if (exchange == StopNcii)
        {
            return $"Votes written: {StopNciiVotes.Write(votes, entries, destination)}.";
        }

        var (written, withoutReason) = NcmecVotes.Write(votes, entries, destination);
        return $"Votes written: {written}."
            + (withoutReason == 0 ? ""
                : $" Negative ones left out, as no reviewer gave the GUID of one of NCMEC's reasons: {withoutReason}.");
    }
}
