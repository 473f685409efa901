using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScanWorker.Adapters.WorkingSets.Spools;

/// <summary>
/// The pages of a fetch that is not done, in a folder of the working set: each is there whole or not at all.
/// </summary>
/// <remarks>
/// A page is a file: a line of JSON, then its bytes. What is kept is the working set's owner's alone, and the journal
/// knows nothing of it: losing it costs a fetch from the first page. One process has it at a time. Not thread-safe.
/// </remarks>
internal sealed class PageSpool : IDisposable
{
    private const string Extension = ".page";
    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly FileStream _lock;
    private int _pages;

    private PageSpool(string folder, TimeProvider clock, FileStream held) =>
        (_folder, _clock, _lock) = (folder, clock, held);

    /// <returns>Null: another process has it.</returns>
    public static PageSpool? TryOpen(string folder, TimeProvider clock)
    {
        PrivateFile.CreateFolder(Path.GetDirectoryName(folder) ?? folder);
        try
        {
            return new PageSpool(
                folder, clock,
                PrivateFile.Open(folder + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The pages that are kept, in their order.</summary>
    /// <param name="range">What the fetch asks for; pages of anything else are of no use.</param>
    /// <param name="ageMax">How old the last of them may be.</param>
    /// <returns>The pages; or none, and why, if there are some that cannot be used.</returns>
    public (IReadOnlyList<SpooledPage> Pages, string? WhyNone) Open(string range, TimeSpan ageMax)
    {
        if (!Directory.Exists(_folder))
        {
            return ([], null);
        }

        var files = Directory.GetFiles(_folder, "*" + Extension).Order(StringComparer.Ordinal).ToArray();
        var pages = files.Select(SpooledPage.TryRead).OfType<SpooledPage>().ToList();
        if (pages.Count == 0 && files.Length == 0)
        {
            return ([], null);
        }

        var isWhole = pages.Count == files.Length
            && pages.Index().All(page => page.Item.Path == PathOf(page.Index + 1));
        if (!isWhole)
        {
            return ([], "they are damaged");
        }

        if (pages.Any(page => page.Facts.Range != range))
        {
            return ([], "they are of another range or address");
        }

        var age = _clock.GetUtcNow() - pages[^1].Facts.At;
        if (age < TimeSpan.Zero || age > ageMax)
        {
            return ([], $"they are older than {ageMax}");
        }

        _pages = pages.Count;
        return (pages, null);
    }

    /// <summary>Keeps one more page.</summary>
    /// <exception cref="IOException">There is no room; the pages before stay.</exception>
    public void Add(string range, ReadOnlyMemory<byte> content, string? checkpoint, string? next)
    {
        PrivateFile.CreateFolder(_folder);
        var facts = new SpooledPageFacts(
            range, _clock.GetUtcNow(), Convert.ToHexStringLower(SHA256.HashData(content.Span)), checkpoint, next);
        DurableFile.Replace(
            PathOf(_pages + 1),
            (byte[])[
                .. JsonSerializer.SerializeToUtf8Bytes(facts, SpooledPageJson.Default.SpooledPageFacts), (byte)'\n',
                .. content.Span,
            ]);
        _pages++;
    }

    /// <summary>Forgets all pages at once, whatever is killed when.</summary>
    public void Clear()
    {
        _pages = 0;
        var gone = _folder + ".gone";
        if (Directory.Exists(gone))
        {
            Directory.Delete(gone, recursive: true);
        }

        if (Directory.Exists(_folder))
        {
            Directory.Move(_folder, gone);
            Directory.Delete(gone, recursive: true);
        }
    }

    /// <summary>Another process may have it; what is kept stays.</summary>
    public void Dispose() => _lock.Dispose();

    private string PathOf(int number) =>
        Path.Combine(_folder, number.ToString("D8", CultureInfo.InvariantCulture) + Extension);
}

/// <summary>A page that is kept.</summary>
/// <param name="Path">Of its file.</param>
/// <param name="Facts">What stands before its bytes.</param>
/// <param name="Start">Where its bytes begin.</param>
internal sealed record SpooledPage(string Path, SpooledPageFacts Facts, int Start)
{
    /// <summary>Its bytes; the caller disposes of them.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Stream Open() => new MemoryStream(File.ReadAllBytes(Path)[Start..]);

    /// <returns>Null: it is not as it was written.</returns>
    public static SpooledPage? TryRead(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var end = bytes.AsSpan().IndexOf((byte)'\n');
        if (end < 0)
        {
            return null;
        }

        try
        {
            var facts = JsonSerializer.Deserialize(
                bytes.AsSpan(0, end), SpooledPageJson.Default.SpooledPageFacts);
            return facts is not null
                && facts.Sha256 == Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(end + 1)))
                    ? new SpooledPage(path, facts, end + 1)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What is known of a page that is kept.</summary>
/// <param name="Range">What its fetch asks for.</param>
/// <param name="At">When it came.</param>
/// <param name="Sha256">Of its bytes.</param>
/// <param name="Checkpoint">Where the next fetch goes on if it is the last one.</param>
/// <param name="Next">What names the next page; null of the last one.</param>
internal sealed record SpooledPageFacts(
    string Range, DateTimeOffset At, string Sha256, string? Checkpoint, string? Next);

/// <summary>The form of a page's first line, by generated code.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SpooledPageFacts))]
internal sealed partial class SpooledPageJson : JsonSerializerContext;
