using System.Collections.Concurrent;

namespace ScanWorker.Pipeline;

/// <summary>
/// Values of a label that come from outside, such as names of banks: the first so many; what comes later is
/// <c>other</c>.
/// </summary>
/// <remarks>Thread-safe; two threads that bring new values at once may pass the bound by one each.</remarks>
internal sealed class BoundedLabel(int valuesMax)
{
    private const string Other = "other";
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    public string Of(string value) =>
        _known.TryGetValue(value, out var known) ? known
        : _known.Count < valuesMax ? _known.GetOrAdd(value, value)
        : Other;
}
