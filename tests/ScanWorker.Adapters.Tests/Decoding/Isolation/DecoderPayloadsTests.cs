using CsCheck;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Adapters.Decoding.Isolation.Protocol;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Hashing;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Adapters.Tests.Decoding.Isolation;

/// <summary>What a decoder process says is believed only within its ranges.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DecoderPayloadsTests
{
    private static readonly string LongestWord = new('w', PayloadReader.WordMax);

    private static readonly FingerprintOrder Order = new()
    {
        Transforms = FrameTransforms.Turned,
        Crops = CropQueries.All,
        FramesMax = 32,
        PixelsMax = 64_000_000,
        SidePixelsMax = 20_000,
        MemoryBytesMax = 192 << 20,
        Deadline = TimeSpan.FromSeconds(5),
    };

    private static readonly Gen<PerceptualHash> Hash =
        from bytes in Gen.Byte.Array[32]
        from quality in Gen.Int[0, 100]
        from frame in Gen.Int[0, 31]
        from transform in Gen.Enum<DihedralTransform>()
        from crop in Gen.Enum<PictureCrop>()
        from backdrop in Gen.Enum<PictureBackdrop>()
        from time in Gen.Int[-1, 1_000_000]
        select new PerceptualHash(new Hash256(bytes), quality, frame, transform)
        {
            Crop = crop,
            Backdrop = backdrop,
            Second = time < 0 ? null : time / 1000.0,
        };

    private static readonly Gen<ContentFingerprints> Prints =
        from hashes in Hash.Array[0, 40]
        from code in Gen.Enum<UnscannableCode>()
        from hasReason in Gen.Bool
        from width in Gen.Int[1, 20_000]
        from frames in Gen.Int[1, 32]
        from quality in Gen.Int[0, 100]
        from ticks in Gen.Long[0, TimeSpan.TicksPerMinute]
        select new ContentFingerprints
        {
            Hashes = [.. hashes],
            Reason = hasReason ? new UnscannableReason(code, "some-detail") : null,
            Picture = new DecodedPicture("jpeg", width, 77, frames, frames + 1, "imagesharp/2.1.13"),
            QualityMin = quality,
            QualityMax = 100,
            Hashing = TimeSpan.FromTicks(ticks),
        };

    [Test]
    public void ToAnswer_AnyAnswer_IsWhatWasWritten() => Prints.Sample(prints =>
    {
        var payload = DecoderPayloads.OfAnswer(prints).ToArray();
        var read = DecoderPayloads.ToAnswer(payload, Order);
        return payload.Length <= DecoderPayloads.AnswerBytesMax(Order)
            && read.Hashes.SequenceEqual(prints.Hashes)
            && read with { Hashes = default } == prints with { Hashes = default };
    });

    [Test]
    public void ToAnswer_LargestAnswerToAnyOrder_IsWhatWasWritten() =>
        Gen.Select(Gen.Int[1, 40], Gen.Enum<UnscannableCode>(), Gen.Bool, Gen.Bool)
        .Sample((framesMax, code, isMore, crops) =>
        {
            var order = Order with
            {
                FramesMax = framesMax,
                Crops = crops ? CropQueries.Cells : CropQueries.None,
            };
            var prints = Largest(order, code, isMore ? int.MaxValue : framesMax);
            var payload = DecoderPayloads.OfAnswer(prints).ToArray();
            var read = DecoderPayloads.ToAnswer(payload, order);
            return payload.Length == DecoderPayloads.AnswerBytesMax(order)
                && read.Hashes.SequenceEqual(prints.Hashes)
                && read with { Hashes = default } == prints with { Hashes = default };
        });

    [Test]
    public void ToFilm_OrderWithAnyFormat_IsWhatWasWritten()
    {
        var order = Order with { Decoder = LongestWord };
        var payload = DecoderPayloads.OfFilm(order, LongestWord).ToArray();

        Assert.That(payload, Has.Length.EqualTo(DecoderPayloads.FilmBytesMax));
        Assert.That(DecoderPayloads.ToFilm(payload), Is.EqualTo((order, LongestWord)));
    }

    [Test]
    public void AnswerBytesMax_AnyFramesThatOptionsAllow_IsANumber()
    {
        const int FramesMax = 10_000;
        Assert.That(
            typeof(DecodeOptions).GetProperty(nameof(DecodeOptions.FramesMax)),
            Has.Attribute<System.ComponentModel.DataAnnotations.RangeAttribute>()
                .Property("Maximum").EqualTo(FramesMax));

        Assert.That(DecoderPayloads.AnswerBytesMax(Order with { FramesMax = FramesMax }), Is.Positive);
    }

    [Test]
    public void ToReady_AsManyDecodersAsCanBeCounted_IsWhatWasWritten()
    {
        var proofs = Enumerable.Repeat(
            new DecoderProof(LongestWord, LongestWord, ImageFormat.Jpeg2000, Works: true), byte.MaxValue).ToList();

        var payload = DecoderPayloads.OfReady(CageParts.All, proofs).ToArray();

        Assert.That(payload, Has.Length.EqualTo(DecoderPayloads.ReadyBytesMax));
        Assert.That(DecoderPayloads.ToReady(payload).Proofs, Is.EqualTo(proofs));
    }

    [Test]
    public void ToTrials_AsManyTrialsAsCanBeCounted_IsWhatWasWritten()
    {
        var trials = Enumerable.Repeat(new CageTrial(LongestWord, 4096), byte.MaxValue).ToList();

        var payload = DecoderPayloads.OfTrials(trials).ToArray();

        Assert.That(payload, Has.Length.EqualTo(DecoderPayloads.TriedBytesMax));
        Assert.That(DecoderPayloads.ToTrials(payload), Is.EqualTo(trials));
    }

    [Test]
    public void ToAnswer_WhateverDecodersAndReasonsAreCalled_IsRead()
    {
        using var blocks = new BlockPool(idleBytesMax: 0);
        var details = Enum.GetValues<Oddity>().Select(KebabCase.Of).Concat(FormatSniffer.Known.Select(one => one.Name));
        var decoders = DecoderTable.Rows(blocks).Select(row => row.Decoder).Distinct();
        ContentFingerprints[] all =
        [
            .. details.Select(detail => (ContentFingerprints)new UnscannableReason(UnscannableCode.Corrupt, detail)),
            .. from decoder in decoders
               from format in Enum.GetValues<ImageFormat>()
               let picture = new DecodedPicture(
                   KebabCase.Of(format), 1, 1, 1, 1, $"{decoder.Name}/{decoder.Version}")
               select new ContentFingerprints { Picture = picture },
        ];

        var read = all.Select(prints => DecoderPayloads.ToAnswer(DecoderPayloads.OfAnswer(prints), Order));

        Assert.That(
            read.Select(prints => (prints.Reason, prints.Picture)),
            Is.EqualTo(all.Select(prints => (prints.Reason, prints.Picture))));
    }

    [Test]
    public void ToOrder_AnyOrder_IsWhatWasWritten() =>
        Gen.Select(Gen.Int[1, 10_000], Gen.Int[0, int.MaxValue], Gen.Const("skia").Null()).Sample(
            (frames, bytes, decoder) =>
            {
                var order = Order with
                {
                    FramesMax = frames,
                    SampledFramesMax = frames / 2,
                    Decoder = decoder,
                };
                var payload = DecoderPayloads.OfOrder(order, bytes);
                return payload.Length <= DecoderPayloads.OrderBytesMax
                    && DecoderPayloads.ToOrder(payload) == (order, bytes);
            });

    [Test]
    public void ToAnswer_AnyBytes_IsMalformedOrWithinEveryRange() =>
        Gen.Byte.Array[0, 400].Sample(bytes => IsRefusedOrInRange(bytes), iter: 20_000);

    [Test]
    public void ToAnswer_AnySpoiltAnswer_IsMalformedOrWithinEveryRange() =>
        Gen.Select(Prints, Gen.Select(Gen.Int[0, 4000], Gen.Byte).Array[1, 5]).Sample(
            (prints, changes) =>
            {
                var bytes = DecoderPayloads.OfAnswer(prints).ToArray();
                foreach (var (at, value) in changes)
                {
                    bytes[at % bytes.Length] = value;
                }

                return IsRefusedOrInRange(bytes);
            },
            iter: 20_000);

    [TestCase(-1, 10)]
    [TestCase((192L << 20) + 1, 10)]
    [TestCase(10, 0)]
    [TestCase(10, 64_000_001)]
    public void ToWants_BeyondTheOrder_IsMalformed(long bytes, long pixels)
    {
        var payload = DecoderPayloads.OfWants(bytes, pixels).ToArray();

        Assert.That(() => DecoderPayloads.ToWants(payload, Order), Throws.InstanceOf<MalformedAnswerException>());
    }

    [TestCase(-1)]
    [TestCase(1000)]
    public void Read_ImpossibleLength_IsMalformedBeforeItIsRead(int length)
    {
        byte[] header = [.. BitConverter.GetBytes(length), 18, 0, 0, 0];

        Assert.That(
            () => DecoderMessage.Read(new MemoryStream(header), payloadBytesMax: 999),
            Throws.InstanceOf<MalformedAnswerException>());
    }

    [Test]
    public void Read_AnyMessage_IsWhatWasWritten() => Gen.Byte.Array[0, 3000].Sample(payload =>
    {
        using var pipe = new MemoryStream();
        DecoderMessage.Write(pipe, DecoderMessageKind.Answer, payload);
        pipe.Position = 0;
        var (kind, read) = DecoderMessage.Read(pipe, payload.Length);
        return kind == DecoderMessageKind.Answer && read.SequenceEqual(payload);
    });

    private static ContentFingerprints Largest(FingerprintOrder order, UnscannableCode code, int frames) => new()
    {
        Hashes =
        [
            .. from frame in Enumerable.Range(0, order.FramesMax)
               from look in Enumerable.Range(0, FrameShow.LooksMax
                   + (order.Crops == CropQueries.None ? 0 : FrameShow.WholeLooksMax * CropAreas.AreasMax))
               from algorithm in HashAlgorithm.All
               from transform in algorithm.Transforms
               select new PerceptualHash(default, 100, frame, transform)
               {
                   Backdrop = (PictureBackdrop)(look % Enum.GetValues<PictureBackdrop>().Length),
                   Crop = PictureCrop.Border,
               },
        ],
        Reason = new UnscannableReason(code, LongestWord),
        Picture = new DecodedPicture(
            LongestWord, order.SidePixelsMax, order.SidePixelsMax, order.FramesMax, frames,
            $"{LongestWord}/{LongestWord}"),
        QualityMin = 100,
        QualityMax = 100,
        HasTransparency = true,
        Hashing = TimeSpan.FromDays(1),
    };

    private static bool IsRefusedOrInRange(byte[] bytes)
    {
        try
        {
            var prints = DecoderPayloads.ToAnswer(bytes, Order);
            return prints.Hashes.All(hash => hash is { Quality: >= 0 and <= 100, Frame: >= 0 and < 32 }
                    && Enum.IsDefined(hash.Transform) && Enum.IsDefined(hash.Crop) && Enum.IsDefined(hash.Backdrop))
                && prints is { QualityMin: >= 0 and <= 100, QualityMax: >= 0 and <= 100 }
                && (prints.Picture is not null || prints.Reason is not null)
                && prints.Picture is null or
                {
                    Width: >= 1 and <= 20_000, Height: >= 1 and <= 20_000, FramesDecoded: >= 1 and <= 32,
                };
        }
        catch (MalformedAnswerException)
        {
            return true;
        }
    }
}
