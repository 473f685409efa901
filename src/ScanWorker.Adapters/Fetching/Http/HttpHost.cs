using System.Globalization;

namespace ScanWorker.Adapters.Fetching.Http;

/// <summary>A host that content may be fetched from.</summary>
/// <param name="Name">In lower case, in ASCII; an IPv6 address without brackets.</param>
/// <param name="Port">Null for the port of the scheme.</param>
internal readonly record struct HttpHost(string Name, int? Port)
{
    /// <summary>Reads <c>host</c> or <c>host:port</c>.</summary>
    public static bool TryParse(string? text, out HttpHost host)
    {
        host = default;
        if (text is null || !Uri.TryCreate($"http://{text}/", UriKind.Absolute, out var uri))
        {
            return false;
        }

        // What the URI made of the text must be the text again: no path, no user, no query was hidden in it.
        var port = string.Create(CultureInfo.InvariantCulture, $":{uri.Port}");
        var hasPort = text.EndsWith(port, StringComparison.Ordinal);
        var authority = hasPort ? uri.Host + port : uri.Host;
        var name = AsciiOf(uri);
        host = new HttpHost(name ?? "", hasPort ? uri.Port : null);
        return name is { Length: > 0 } && authority.Equals(text, StringComparison.OrdinalIgnoreCase);
    }

    public bool Allows(Uri location) =>
        AsciiOf(location) is { } name
        && name.Equals(Name, StringComparison.OrdinalIgnoreCase)
        && (Port is { } port ? location.Port == port : location.IsDefaultPort);

    // Null for a host that IDNA refuses, such as one that mixes directions of writing: nobody can be asked there.
    private static string? AsciiOf(Uri uri)
    {
        try
        {
            return uri.IdnHost;
        }
        catch (Exception refused) when (refused is UriFormatException or ArgumentException)
        {
            return null;
        }
    }
}
