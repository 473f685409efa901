using ScanWorker.Adapters.Fetching.S3;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>The one host that a source is fetched from: no page of it may send us elsewhere.</summary>
internal sealed class ExchangeAddress(string location)
{
    private readonly Uri _root = new(location.TrimEnd('/') + "/", UriKind.Absolute);

    /// <summary>The address as it was told.</summary>
    public Uri Whole { get; } = new(location, UriKind.Absolute);

    /// <summary>Whether a location may be fetched from: TLS, or loopback.</summary>
    public static bool IsAllowed(string location) =>
        Uri.TryCreate(location, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address.UserInfo.Length == 0;

    /// <summary>Whether a location is an object in a bucket.</summary>
    public static bool TryBucket(string location, out S3Location place)
    {
        place = default;
        return Uri.TryCreate(location, UriKind.Absolute, out var address) && address.Scheme == "s3"
            && S3Location.TryParse(address, out place);
    }

    /// <summary>A path under the root.</summary>
    public Uri Under(string path) => new(_root, path.TrimStart('/'));

    /// <summary>The next page as a page names it: whole, or a path under the root.</summary>
    /// <exception cref="ExchangeException">It is of another host.</exception>
    public Uri Next(string text)
    {
        var next = Uri.TryCreate(text, UriKind.Absolute, out var whole)
            && (whole.Scheme == Uri.UriSchemeHttps || whole.Scheme == Uri.UriSchemeHttp) ? whole : Under(text);
        return next.Scheme == _root.Scheme && next.Host == _root.Host && next.Port == _root.Port
            ? next
            : throw new ExchangeException(
                ExchangeFault.Content, "A page names a next page on another host; it is not followed.");
    }
}
