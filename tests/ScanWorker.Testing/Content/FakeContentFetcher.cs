using ScanWorker.Pipeline.Content;

namespace ScanWorker.Testing.Content;

/// <summary>A store in memory. Objects are put at URIs of the scheme <c>fake</c>; what is not there is not
/// found.</summary>
internal sealed class FakeContentFetcher : IContentFetcher
{
    private readonly Dictionary<Uri, byte[]> _objects = [];
    private int _failures;
    private UnscannableReason? _answer;
    private bool _stalls;
    private bool _declaresLength = true;

    public IReadOnlyCollection<string> Schemes { get; } = ["fake"];

    /// <summary>How often it was asked.</summary>
    public int Attempts { get; private set; }

    public FakeContentFetcher Put(string uri, byte[] content)
    {
        _objects[new Uri(uri)] = content;
        return this;
    }

    /// <summary>Lets the next attempts fail in a way that may pass.</summary>
    public FakeContentFetcher FailNext(int attempts)
    {
        _failures = attempts;
        return this;
    }

    /// <summary>Answers every attempt so.</summary>
    public FakeContentFetcher Answer(UnscannableReason reason)
    {
        _answer = reason;
        return this;
    }

    /// <summary>Lets bodies begin and never end.</summary>
    public FakeContentFetcher Stall()
    {
        _stalls = true;
        return this;
    }

    /// <summary>Sends bodies without saying beforehand how long they are.</summary>
    public FakeContentFetcher HideLength()
    {
        _declaresLength = false;
        return this;
    }

    public async ValueTask<Outcome<FetchedContent>> FetchAsync(
        Uri location, ContentLimits limits, CancellationToken cancellation)
    {
        Attempts++;
        if (_failures > 0)
        {
            _failures--;
            throw new ContentUnavailableException("The fake store was told to fail.");
        }

        if (_answer is { } reason)
        {
            return reason;
        }

        if (!_objects.TryGetValue(location, out var content))
        {
            return UnscannableCode.NotFound;
        }

        await using var body = new FakeBody(content, _stalls ? content.Length / 2 : null);
        return await ContentReader.ReadAsync(body, _declaresLength ? content.Length : null, limits, cancellation);
    }
}
