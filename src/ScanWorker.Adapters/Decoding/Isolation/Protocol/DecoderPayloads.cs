using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Hashing;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Adapters.Decoding.Isolation.Protocol;

/// <summary>Orders, answers and what is between them, as payloads.</summary>
internal static class DecoderPayloads
{
    /// <summary>How long the longest order is.</summary>
    public const int OrderBytesMax = (5 * sizeof(int)) + 3 + (2 * sizeof(long)) + WordBytesMax;

    /// <summary>How long the longest order is to look at a video's frames, which is longer.</summary>
    public const int FilmBytesMax = OrderBytesMax + WordBytesMax;

    /// <summary>How long the longest word of a process that is ready is.</summary>
    public const int ReadyBytesMax = sizeof(int) + 1 + (CountMax * ((2 * WordBytesMax) + 2));

    /// <summary>How long the longest list of trials is.</summary>
    public const int TriedBytesMax = 1 + (CountMax * (WordBytesMax + sizeof(int)));

    // Of what is counted in one byte.
    private const int CountMax = byte.MaxValue;
    private const int WordBytesMax = 1 + PayloadReader.WordMax;
    private const int ReasonBytesMax = 3 + WordBytesMax;
    private const int PictureBytesMax = 1 + (3 * WordBytesMax) + (4 * sizeof(int));
    private const int QualityAndTimeBytes = 3 + sizeof(long);
    private const int HashBytes = Hash256.SizeBytes + 4 + (2 * sizeof(int));

    // Of a frame that has no time: a picture's.
    private const int NoTime = -1;

    // Whatever a decoder shows of a frame is hashed by every algorithm in each of its transforms.
    private static readonly int HashesPerLookMax = HashAlgorithm.All.Sum(algorithm => algorithm.Transforms.Length);

    /// <summary>How long the longest answer to an order is.</summary>
    public static int AnswerBytesMax(FingerprintOrder order) => checked(
        ReasonBytesMax + PictureBytesMax + QualityAndTimeBytes + sizeof(int) + (HashesMax(order) * HashBytes));

    public static ReadOnlySpan<byte> OfOrder(FingerprintOrder order, int contentBytes)
    {
        var writer = new PayloadWriter();
        writer.Int32(contentBytes);
        writer.Byte((int)order.Transforms);
        writer.Byte((int)order.Crops);
        writer.Int32(order.FramesMax);
        writer.Int32(order.SampledFramesMax);
        writer.Int32(order.PixelsMax);
        writer.Int32(order.SidePixelsMax);
        writer.Int64(order.MemoryBytesMax);
        writer.Int64(order.Deadline.Ticks);
        writer.Flag(order.Decoder is not null);
        if (order.Decoder is { } decoder)
        {
            writer.Word(decoder);
        }

        return writer.Written;
    }

    public static (FingerprintOrder Order, int ContentBytes) ToOrder(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var order = ReadOrder(ref reader);
        reader.End();
        return order;
    }

    public static ReadOnlySpan<byte> OfFilm(FingerprintOrder order, string format)
    {
        var writer = new PayloadWriter();
        writer.Bytes(OfOrder(order, contentBytes: 0));
        writer.Word(format);
        return writer.Written;
    }

    public static (FingerprintOrder Order, string Format) ToFilm(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var (order, _) = ReadOrder(ref reader);
        var format = reader.Word();
        reader.End();
        return (order, format);
    }

    public static ReadOnlySpan<byte> OfWants(long bytes, long pixels)
    {
        var writer = new PayloadWriter();
        writer.Int64(bytes);
        writer.Int64(pixels);
        return writer.Written;
    }

    public static (long Bytes, long Pixels) ToWants(ReadOnlySpan<byte> payload, FingerprintOrder order)
    {
        var reader = new PayloadReader(payload);
        var wants = (reader.Int64(0, order.MemoryBytesMax), reader.Int64(1, order.PixelsMax));
        reader.End();
        return wants;
    }

    public static ReadOnlySpan<byte> OfReady(CageParts holding, IReadOnlyList<DecoderProof> proofs)
    {
        var writer = new PayloadWriter();
        writer.Int32((int)holding);
        writer.Byte(proofs.Count);
        foreach (var proof in proofs)
        {
            writer.Word(proof.Decoder);
            writer.Word(proof.Version);
            writer.Byte((int)proof.Format);
            writer.Flag(proof.Works);
        }

        return writer.Written;
    }

    public static (CageParts Holding, ImmutableArray<DecoderProof> Proofs) ToReady(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var holding = (CageParts)reader.Int32(0, (int)CageParts.All);
        var proofs = new DecoderProof[reader.Byte(CountMax)];
        for (var i = 0; i < proofs.Length; i++)
        {
            proofs[i] = new DecoderProof(
                reader.Word(), reader.Version(), reader.Value<ImageFormat>(), reader.Flag());
        }

        reader.End();
        return (holding, ImmutableCollectionsMarshal.AsImmutableArray(proofs));
    }

    public static ReadOnlySpan<byte> OfTrials(IReadOnlyList<CageTrial> trials)
    {
        var writer = new PayloadWriter();
        writer.Byte(trials.Count);
        foreach (var trial in trials)
        {
            writer.Word(trial.Name);
            writer.Int32(trial.Error);
        }

        return writer.Written;
    }

    public static ImmutableArray<CageTrial> ToTrials(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var trials = new CageTrial[reader.Byte(CountMax)];
        for (var i = 0; i < trials.Length; i++)
        {
            trials[i] = new CageTrial(reader.Word(), reader.Int32(0, 4096));
        }

        reader.End();
        return ImmutableCollectionsMarshal.AsImmutableArray(trials);
    }

    public static ReadOnlySpan<byte> OfAnswer(ContentFingerprints prints)
    {
        var writer = new PayloadWriter();
        writer.Flag(prints.Reason is not null);
        if (prints.Reason is { } reason)
        {
            writer.Byte((int)reason.Code);
            writer.Flag(reason.Detail is not null);
            if (reason.Detail is { } detail)
            {
                writer.Word(detail);
            }
        }

        writer.Flag(prints.Picture is not null);
        if (prints.Picture is { } picture)
        {
            writer.Word(picture.Format);
            writer.Int32(picture.Width);
            writer.Int32(picture.Height);
            writer.Int32(picture.FramesTotal);
            writer.Int32(picture.FramesDecoded);
            var decoder = picture.Decoder.Split('/', 2);
            writer.Word(decoder[0]);
            writer.Word(decoder[1]);
        }

        writer.Byte(prints.QualityMin);
        writer.Byte(prints.QualityMax);
        writer.Flag(prints.HasTransparency);
        writer.Int64(prints.Hashing.Ticks);
        WriteHashes(writer, prints.Hashes);
        return writer.Written;
    }

    /// <exception cref="MalformedAnswerException">No sound decoder answers this order so.</exception>
    public static ContentFingerprints ToAnswer(ReadOnlySpan<byte> payload, FingerprintOrder order)
    {
        var reader = new PayloadReader(payload);
        UnscannableReason? reason = reader.Flag() ? ReadReason(ref reader) : null;
        var picture = reader.Flag() ? ReadPicture(ref reader, order) : null;
        var prints = new ContentFingerprints
        {
            Reason = reason,
            Picture = picture,
            QualityMin = reader.Byte(100),
            QualityMax = reader.Byte(100),
            HasTransparency = reader.Flag(),
            Hashing = TimeSpan.FromTicks(reader.Int64(0, TimeSpan.TicksPerDay)),
            Hashes = ReadHashes(ref reader, order),
        };
        reader.End();
        return picture is null && reason is null
            ? throw new MalformedAnswerException("An answer has neither a picture nor a reason.")
            : prints;
    }

    private static int HashesMax(FingerprintOrder order)
    {
        var parts = order.Crops == CropQueries.None ? 0 : FrameShow.WholeLooksMax * CropAreas.AreasMax;
        return checked(order.LookedAtMax * (FrameShow.LooksMax + parts) * HashesPerLookMax);
    }

    private static (FingerprintOrder Order, int ContentBytes) ReadOrder(ref PayloadReader reader)
    {
        var contentBytes = reader.Int32(0, int.MaxValue);
        var order = new FingerprintOrder
        {
            Transforms = reader.Value<FrameTransforms>(),
            Crops = (CropQueries)reader.Byte((int)CropQueries.All),
            FramesMax = reader.Int32(1, int.MaxValue),
            SampledFramesMax = reader.Int32(0, int.MaxValue),
            PixelsMax = reader.Int32(1, int.MaxValue),
            SidePixelsMax = reader.Int32(1, int.MaxValue),
            MemoryBytesMax = reader.Int64(0, long.MaxValue),
            Deadline = TimeSpan.FromTicks(reader.Int64(0, TimeSpan.TicksPerDay)),
            Decoder = reader.Flag() ? reader.Word() : null,
        };
        return (order, contentBytes);
    }

    private static UnscannableReason ReadReason(ref PayloadReader reader)
    {
        var code = reader.Value<UnscannableCode>();
        return new UnscannableReason(code, reader.Flag() ? reader.Word() : null);
    }

    private static DecodedPicture ReadPicture(ref PayloadReader reader, FingerprintOrder order)
    {
        var format = reader.Word();
        var (width, height) = (reader.Int32(1, order.SidePixelsMax), reader.Int32(1, order.SidePixelsMax));
        var total = reader.Int32(1, int.MaxValue);
        return new DecodedPicture(
            format, width, height, FramesDecoded: reader.Int32(1, Math.Min(total, order.LookedAtMax)), total,
            $"{reader.Word()}/{reader.Version()}");
    }

    private static void WriteHashes(PayloadWriter writer, ImmutableArray<PerceptualHash> hashes)
    {
        writer.Int32(hashes.Length);
        foreach (var hash in hashes)
        {
            var bits = hash.Hash;
            writer.Bytes(MemoryMarshal.AsBytes(new ReadOnlySpan<Hash256>(in bits)));
            writer.Byte(hash.Quality);
            writer.Int32(hash.Frame);
            writer.Byte((int)hash.Transform);
            writer.Byte((int)hash.Crop);
            writer.Byte((int)hash.Backdrop);
            writer.Int32(hash.Second is { } second ? (int)Math.Round(second * 1000) : NoTime);
        }
    }

    private static ImmutableArray<PerceptualHash> ReadHashes(ref PayloadReader reader, FingerprintOrder order)
    {
        var hashes = new PerceptualHash[reader.Int32(0, HashesMax(order))];
        for (var i = 0; i < hashes.Length; i++)
        {
            var hash = new Hash256(reader.Bytes(Hash256.SizeBytes));
            var (quality, frame) = (reader.Byte(100), reader.Int32(0, order.LookedAtMax - 1));
            hashes[i] = new PerceptualHash(hash, quality, frame, reader.Value<DihedralTransform>())
            {
                Crop = reader.Value<PictureCrop>(),
                Backdrop = reader.Value<PictureBackdrop>(),
                Second = reader.Int32(NoTime, int.MaxValue) is var time and not NoTime ? time / 1000.0 : null,
            };
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(hashes);
    }
}
