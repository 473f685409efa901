using System.Text;
using System.Text.Json;
using CsCheck;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Tests.Events;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class JsonTextTests
{
    private static readonly string[] Pieces =
        ["a", "\\", "\\\\", "\\u", "\\ud83d", "\\uDE00", "\\ud83d\\ude00", "\\u0041", "\\n", "🏖", "ü", "\\\"", "x"];

    [Test]
    public void Of_AnyPiecesThatAreJson_CanBeReadAndKeepsWhatWasSound() =>
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 12].Sample(pieces =>
        {
            var json = Encoding.UTF8.GetBytes($"\"{string.Concat(pieces)}\"");
            if (!IsJson(json))
            {
                return true;
            }

            var repaired = JsonText.Of(json).Bytes;
            var text = JsonSlices.TextOf(repaired);
            return text is not null && JsonText.Of(repaired).Bytes.Span.SequenceEqual(repaired.Span)
                && (!IsSound(json) || repaired.Span.SequenceEqual(json));
        });

    [Test]
    public void Of_AnyBytes_IsUtf8AndRepairsNothingTwice() =>
        Gen.Byte.Array[0, 40].Sample(bytes =>
        {
            var once = JsonText.Of(bytes).Bytes;
            return System.Text.Unicode.Utf8.IsValid(once.Span)
                && JsonText.Of(once).Bytes.Span.SequenceEqual(once.Span);
        });

    [Test]
    public void WasReplacedIn_APart_SaysWhereItWas()
    {
        var text = JsonText.Of(Encoding.UTF8.GetBytes("""{"a":"\ud83d","b":"\u0041"}"""));
        var slices = JsonSlices.Of(text.Bytes, ["a", "b"]);

        Assert.That(
            (text.WasReplacedIn(slices?["a"] ?? default), text.WasReplacedIn(slices?["b"] ?? default)),
            Is.EqualTo((true, false)));
    }

    // A document of brackets takes JsonDocument minutes: the reader must not be built on it.
    [Test]
    public void Slices_OfAMegabyteOfBrackets_AreTaken()
    {
        var deep = new string('[', 500_000) + new string(']', 500_000);

        var slices = JsonSlices.Of(Encoding.UTF8.GetBytes($$"""{"x":{{deep}},"a":1}"""), ["a", "x"]);

        Assert.That((slices?["a"]?.Length, slices?["x"]?.Length), Is.EqualTo((1, 1_000_000)));
    }

    [TestCase("{\"a\":1,\"a\":2}", "2")]
    [TestCase("{\"\\u0061\":1}", "1")]
    [TestCase("{\"a\":null}", null)]
    [TestCase("{\"b\":{\"a\":1}}", null)]
    [TestCase(" {\"a\" : [1, 2] } ", "[1, 2]")]
    public void Slices_Of_AreTheValuesAsWritten(string json, string? value)
    {
        var slice = JsonSlices.Of(Encoding.UTF8.GetBytes(json), ["a"])?["a"];

        Assert.That(slice is { } found ? Encoding.UTF8.GetString(found.Span) : null, Is.EqualTo(value));
    }

    [TestCase("[1]")]
    [TestCase("1")]
    [TestCase("\"{}\"")]
    public void Slices_OfAnotherValue_AreNone(string json) =>
        Assert.That(JsonSlices.Of(Encoding.UTF8.GetBytes(json), ["a"]), Is.Null);

    [TestCase("")]
    [TestCase("{")]
    [TestCase("{} {}")]
    [TestCase("{\"a\":1")]
    [TestCase("{\"a\"}")]
    [TestCase("{\"a\":[}")]
    public void Slices_OfNoJson_Throw(string json) => Assert.That(
        () => JsonSlices.Of(Encoding.UTF8.GetBytes(json), ["a"]), Throws.InstanceOf<JsonException>());

    private static bool IsSound(byte[] json)
    {
        try
        {
            return JsonSlices.TextOf(json) is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsJson(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.String;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
