using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>
/// NCMEC hash sharing, version 2: pages of XML over a range of time, each with the address of the next.
/// </summary>
/// <remarks>
/// Entries are not in order of time, so the range must be read to its end before the latest time in it is a checkpoint.
/// </remarks>
internal sealed class NcmecExchange(
    ExchangeAddress address, ExchangeHttp http, ExchangeSecrets secrets, TimeProvider clock) : IExchange
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public string Format => "ncmec";

    public TimeSpan? CheckpointLife => TimeSpan.FromDays(30);

    public DateTimeOffset? TimeOf(string checkpoint) => Checkpoints.Time(checkpoint);

    public bool IsPaged => true;

    public bool IsSnapshot(string? checkpoint) => checkpoint is null;

    public async IAsyncEnumerable<ExchangePage> FetchAsync(
        string? checkpoint, PageEnd? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{secrets.User}:{secrets.Secret()}"));
        http.Authorize = headers => headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        var from = Checkpoints.Time(checkpoint) ?? DateTimeOffset.UnixEpoch;
        var latest = Checkpoints.Time(after?.Checkpoint) ?? from;
        var pages = new PageGuard();
        var next = after?.Next ?? $"v2/entries?from={TextOf(from)}&to={TextOf(clock.GetUtcNow())}";
        while (next is not null)
        {
            var (page, seen) = await http.GetAsync(address.Next(next), Look, cancellation);
            (next, var maximum) = seen;
            pages.Add(next);
            if (maximum < from)
            {
                throw new ExchangeException(ExchangeFault.Content, "The exchange's time runs backwards.");
            }

            latest = maximum > latest ? maximum.Value : latest;
            yield return new ExchangePage(
                new MemoryStream(page), latest.ToString(TimeFormat, CultureInfo.InvariantCulture), next);
        }
    }

    private static string TextOf(DateTimeOffset time) =>
        Uri.EscapeDataString(time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));

    private static (string? Next, DateTimeOffset? Maximum) Look(byte[] page)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        var (next, maximum) = ((string?)null, (DateTimeOffset?)null);
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(page), settings);
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element && reader.Depth == 1)
                {
                    var told = Checkpoints.Time(reader.GetAttribute("maxTimestamp"));
                    maximum = maximum is null || told > maximum ? told : maximum;
                }
                else if (reader is { NodeType: XmlNodeType.Element, Depth: 2, LocalName: "next" })
                {
                    next = reader.ReadElementContentAsString().Trim();
                }
            }
        }
        catch (XmlException problem)
        {
            throw new BusyException("A page is not the XML that it should be, or is cut off.", null, problem);
        }

        return (string.IsNullOrEmpty(next) ? null : next, maximum);
    }
}
