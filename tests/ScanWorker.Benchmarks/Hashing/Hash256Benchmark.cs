using BenchmarkDotNet.Attributes;
using ScanWorker.Hashing;

namespace ScanWorker.Benchmarks.Hashing;

/// <summary>
/// What do a distance and the text forms of a hash cost? The baseline is the distance: an import reads text once for
/// each entry, a search computes distances for each query.
/// </summary>
[MemoryDiagnoser]
public class Hash256Benchmark
{
    private const int Count = 1000;
    private readonly Hash256[] _hashes = new Hash256[Count];
    private readonly string[] _hex = new string[Count];
    private readonly string[] _base64 = new string[Count];
    private readonly char[] _text = new char[2 * Hash256.SizeBytes];

    [GlobalSetup]
    public void MakeHashes()
    {
        var random = new Random(1);
        var bytes = new byte[Hash256.SizeBytes];
        for (var i = 0; i < Count; i++)
        {
            random.NextBytes(bytes);
            _hashes[i] = new Hash256(bytes);
            _hex[i] = _hashes[i].ToString();
            _base64[i] = _hashes[i].ToBase64();
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public int Distance()
    {
        var sum = 0;
        foreach (ref readonly var hash in _hashes.AsSpan())
        {
            sum += _hashes[0].DistanceTo(in hash);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int ParseHex() => _hex.Count(text => Hash256.TryParseHex(text, out _));

    [Benchmark(OperationsPerInvoke = Count)]
    public int ParseBase64() => _base64.Count(text => Hash256.TryParse(text, out _));

    [Benchmark(OperationsPerInvoke = Count)]
    public int FormatHex() => _hashes.Count(hash => hash.TryFormatHex(_text));
}
