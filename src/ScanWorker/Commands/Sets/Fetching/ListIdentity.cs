using System.Security.Cryptography;
using System.Text;
using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.ListFormats;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets.Fetching;

/// <summary>Which list a source is of: another place, bank or name of the entries' source is another list.</summary>
internal static class ListIdentity
{
    private const int DigestLength = 16;

    /// <param name="options">Of the source.</param>
    /// <param name="source">What its entries' source is called.</param>
    public static FetchedList Of(ExchangeOptions options, string source) =>
        new(options.Kind.ToString(), PlaceOf(options), options.Bank, source);

    /// <summary>What the entries' source is called, where that does not depend on what comes.</summary>
    /// <param name="name">Of the source in the configuration.</param>
    /// <param name="options">Of it.</param>
    /// <returns>Null: the format of its file is guessed, and may have a name of its own for it.</returns>
    public static string? SourceOf(string name, ExchangeOptions options) =>
        options.Source.Length > 0 ? options.Source
        : options.Kind != ExchangeKind.File ? DefaultOf($"{options.Kind}") ?? name
        : options.Format.Length > 0 ? DefaultOf(options.Format) ?? name
        : null;

    /// <summary>Why a checkpoint is of another list than the source is now; null: it is not.</summary>
    /// <param name="reached">What was fetched; null, as old journals have it, is whatever the source is now.</param>
    /// <param name="name">Of the source in the configuration.</param>
    /// <param name="options">Of it.</param>
    public static string? WhyOther(FetchedList? reached, string name, ExchangeOptions options) =>
        reached is null ? null
        : reached.Kind != options.Kind.ToString() ? $"the last fetch was of kind {reached.Kind}"
        : reached.Location != PlaceOf(options) ? $"the last fetch was from {reached.Location}"
        : reached.Bank != options.Bank ? $"the last fetch was for bank '{reached.Bank}', which keeps what came from it"
        : !NamesOf(name, options).Contains(reached.Source)
            ? $"the entries of the last fetch are of source '{reached.Source}', and stay in bank '{reached.Bank}'"
        : null;

    /// <summary>What is wrong with sources of one bank whose entries' source is called the same.</summary>
    public static string Clash(string bank, string source, IReadOnlyCollection<string> names) =>
        $"{string.Join(" and ", names.Select(PathOf))} feed bank '{bank}' with entries of the same source '{source}': the "
            + $"whole list of one would withdraw what comes from the other. Set {PathOf(names.Last())}:Source to a name "
            + "of its own.";

    private static string PathOf(string name) => $"{ExchangesOptions.Section}:Sources:{name}";

    private static string?[] NamesOf(string name, ExchangeOptions options) =>
        SourceOf(name, options) is { } source ? [source]
        : [name, .. ListFormats.All.Select(format => format.DefaultSource)];

    private static string? DefaultOf(string format) => ListFormats.Named(format)?.DefaultSource;

    // What follows a question mark may be a token, or say which list it is: its digest tells another one apart.
    private static string PlaceOf(ExchangeOptions options)
    {
        var address = new Uri(options.Location, UriKind.Absolute);
        var place = address.GetComponents(
            UriComponents.Scheme | UriComponents.HostAndPort | UriComponents.Path, UriFormat.UriEscaped);
        var query = address.Query.Length == 0 ? ""
            : "?" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.Query)))[..DigestLength];
        return place + query + (options.ServiceUrl.Length == 0 ? "" : $" at {options.ServiceUrl}");
    }
}
