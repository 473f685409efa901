using System.Collections.Immutable;
using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Adapters.Decoding.Video;
using ScanWorker.Hosting;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Commands.Doctoring;

/// <summary>Looks at how content is decoded here. Not asked but tried, from inside: what a decoder process can still
/// do, and which formats it shows rightly.</summary>
internal sealed class DecoderExamination(IServiceProvider services)
{
    private const string Part = "decoder";
    private const string Formats = "format";

    public async Task<IReadOnlyList<Diagnosis>> RunAsync()
    {
        var problems = await DecoderCheck.ProblemsAsync(services);
        if (problems.Count > 0)
        {
            return [new Diagnosis(Part, $"{problems[0]} See runbook decoder-ends.")];
        }

        using var blocks = new BlockPool(idleBytesMax: 0);
        var table = FormatTable.Of(DecoderTable.Rows(blocks));
        if (services.GetRequiredService<IContentFingerprinter>() is not IsolatedFingerprinter)
        {
            return
            [
                new Diagnosis(Part, null, "content is decoded within the worker: Scan:Decode:Isolation"),
                .. table.Select(Within),
            ];
        }

        var pool = services.GetRequiredService<DecoderPool>();
        using var lease = await pool.LeaseAsync(CancellationToken.None);
        return lease is null
            ? [new Diagnosis(Part, "No decoder process can be started here. See runbook decoder-ends.")]
            :
            [
                OfCage(lease.Process), .. table.Select(format => Isolated(format, lease.Process.Proofs)),
                await OfVideosAsync(services.GetRequiredService<VideoGate>()),
            ];
    }

    private static async Task<Diagnosis> OfVideosAsync(VideoGate videos)
    {
        const string Name = "videos";
        var names = string.Join(", ", VideoFormat.Containers.Select(container => container.Name));
        if (!videos.IsInstalled)
        {
            return new Diagnosis(
                Formats, null, $"{Name}: by their digests alone; with {VideoFormat.Needs}, frames of them too");
        }

        var proof = await videos.ProofAsync();
        return proof.Problem is { } problem
            ? new Diagnosis(
                Formats,
                $"{Name}: ffmpeg is there and is not used, since {problem}; they are matched by their digests alone. See runbook decoder-ends.")
            : new Diagnosis(Formats, null, $"{Name} ({names}): ffmpeg/{proof.Version}");
    }

    private static Diagnosis OfCage(DecoderProcess process)
    {
        var trials = process.Try();
        var done = trials.Where(trial => !trial.WasRefused).Select(trial => trial.Name).ToList();
        var missing = CageParts.All & ~process.Holding;
        return done.Count == 0 && missing == CageParts.None
            ? new Diagnosis(
                Part, null,
                $"in a process of its own, held by {CageText.Of(process.Holding)}; {trials.Length} of {trials.Length} trials were refused")
            : new Diagnosis(
                Part,
                $"The decoders' cage lacks: {(missing == CageParts.None ? "nothing" : CageText.Of(missing))}; it let through: {(done.Count == 0 ? "nothing" : string.Join(", ", done))}. See runbook decoder-ends.");
    }

    private static Diagnosis Within(FormatTable format)
    {
        var name = KebabCase.Of(format.Format);
        return new Diagnosis(
            Formats, null,
            format.IsDecodedWithin
                ? $"{name}: {string.Join(", ", format.Plain.Where(row => !row.NeedsIsolation).Select(row => row.Decoder.Name))}; odd and damaged ones are unscannable without Scan:Decode:Isolation=Process"
                : $"{name}: unscannable without Scan:Decode:Isolation=Process");
    }

    private static Diagnosis Isolated(FormatTable format, ImmutableArray<DecoderProof> all)
    {
        var name = KebabCase.Of(format.Format);
        var proofs = all.Where(proof => proof.Format == format.Format).ToList();
        var failing = proofs.Where(proof => !proof.Works).Select(proof => proof.Decoder).ToList();
        var working = string.Join(
            ", ", proofs.Where(proof => proof.Works).Select(proof => $"{proof.Decoder}/{proof.Version}"));
        var lacking = format.Plain.Where(row => failing.Contains(row.Decoder.Name));
        var needs = string.Join(", ", lacking.Select(row => row.Needs).OfType<string>());
        return failing.All(DecoderTable.IsOptional)
            ? new Diagnosis(
                Formats, null, $"{name}: {working}{(needs.Length == 0 ? "" : $"; faster with {needs}")}")
            : new Diagnosis(
                Formats,
                $"{name}: {string.Join(", ", failing)} does not work in a decoder process; decoded by {(working.Length == 0 ? "nothing" : working)}. See runbook decoder-ends.");
    }
}
