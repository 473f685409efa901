using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Pipeline;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>What decoder processes say of themselves when they are ready; told to metrics and log.</summary>
internal sealed class DecoderFacts(DecoderMetrics metrics, ILogger logger)
{
    /// <summary>What holds the processes on this machine; null until the first is ready.</summary>
    public CageParts? Holding { get; private set; }

    /// <summary>What the decoders of the latest process made of pictures of ours; none until there is one.</summary>
    public ImmutableArray<DecoderProof> Proofs { get; private set; } = [];

    /// <summary>Takes note of a process that is ready. One caller at a time.</summary>
    public void Learn(DecoderProcess process)
    {
        if (Holding is null)
        {
            metrics.Holds(process.Holding);
            if (process.Holding != CageParts.All)
            {
                logger.CageIncomplete(CageText.Of(CageParts.All & ~process.Holding));
            }
        }

        Holding ??= process.Holding;
        if (!Proofs.SequenceEqual(process.Proofs))
        {
            Learn(process.Proofs);
        }
    }

    private void Learn(ImmutableArray<DecoderProof> proofs)
    {
        Proofs = proofs;
        metrics.Proves(proofs);
        var missing = proofs.Where(proof => !proof.Works && !DecoderTable.IsOptional(proof.Decoder)).ToList();
        if (missing.Count > 0)
        {
            logger.DecoderMissing(string.Join(
                ", ", missing.Select(proof => $"{proof.Decoder} ({KebabCase.Of(proof.Format)})")));
        }
    }
}
