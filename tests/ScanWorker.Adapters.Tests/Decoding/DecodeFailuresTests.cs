using ScanWorker.Adapters.Decoding;
using ScanWorker.Pipeline.Content;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Memory;

namespace ScanWorker.Adapters.Tests.Decoding;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DecodeFailuresTests
{
    private static readonly object[] Cases =
    [
        new object?[] { new OperationCanceledException(), null },
        new object?[] { new OutOfMemoryException(), UnscannableCode.DecodeMemory },
        new object?[] { new InvalidMemoryOperationException("too much"), UnscannableCode.DecodeMemory },
        new object?[]
        {
            new InvalidImageContentException("wrapped", new InvalidMemoryOperationException("too much")),
            UnscannableCode.DecodeMemory,
        },
        new object?[] { new NotSupportedException(), UnscannableCode.UnsupportedFormat },
        new object?[] { new InvalidImageContentException("broken"), UnscannableCode.Corrupt },
        new object?[] { new UnknownImageFormatException("unknown"), UnscannableCode.Corrupt },
        new object?[] { new IndexOutOfRangeException(), UnscannableCode.Corrupt },
        new object?[] { new NullReferenceException(), UnscannableCode.Corrupt },
        new object?[] { new DivideByZeroException(), UnscannableCode.Corrupt },
        new object?[] { new InvalidDataException(), UnscannableCode.Corrupt },
    ];

    [TestCaseSource(nameof(Cases))]
    public void Classify_ExceptionOfADecoder_IsThePicturesFault(Exception failure, UnscannableCode? expected) =>
        Assert.That(DecodeFailures.Classify(failure)?.Code, Is.EqualTo(expected));
}
