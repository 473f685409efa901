using System.Globalization;
using System.Text;
using PuppeteerSharp;
using ScanWorker.Hashing.Pdq;
using SkiaSharp;

namespace ScanWorker.Fuzz.Pictures;

/// <summary>A headless Chromium itself: pages full of contents, and what a screenshot shows of each. It turns pictures
/// as their metadata asks, applies their colour profiles, and decodes formats that its codecs in Skia do not.</summary>
internal sealed class ChromiumOpinion : ISecondOpinion
{
    private const int Columns = 16;
    private const int CellWidth = 160;
    private const int CellHeight = 120;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-fuzz-");
    private readonly IBrowser _browser;
    private readonly IPage _page;

    private ChromiumOpinion(IBrowser browser, IPage page) => (_browser, _page) = (browser, page);

    public static async Task<ChromiumOpinion> StartAsync()
    {
        var browser = await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Headless = true,
            Args = ["--no-sandbox"], // It sees nothing but pictures of ours, and may run as root.
        });
        return new ChromiumOpinion(browser, await browser.NewPageAsync());
    }

    public async Task<IReadOnlyList<IReadOnlyList<PdqFingerprint>>> OfAsync(IReadOnlyList<byte[]> contents)
    {
        var rows = (contents.Count + Columns - 1) / Columns;
        await _page.SetViewportAsync(
            new ViewPortOptions { Width = Columns * CellWidth, Height = Math.Max(1, rows) * CellHeight });
        var (address, shown) = (await WriteAsync(contents), new IReadOnlyList<PdqFingerprint>[contents.Count]);
        await _page.GoToAsync(address, new NavigationOptions { WaitUntil = [WaitUntilNavigation.Load] });
        // What a page loads it may not have decoded; what cannot be decoded is refused.
        var isShown = await _page.EvaluateExpressionAsync<bool[]>(
            "Promise.all([...document.images].map(one => one.decode().then(() => true, () => one.naturalWidth > 0)))");
        using var page = SKBitmap.Decode(await _page.ScreenshotDataAsync());
        using var pixels = page.Copy(SKColorType.Rgba8888);
        _ = Parallel.For(0, contents.Count, i =>
        {
            var cell = SKRectI.Create(i % Columns * CellWidth, i / Columns * CellHeight, CellWidth, CellHeight);
            shown[i] = isShown[i] ? [ShownPicture.FingerprintOf(pixels, cell)] : [];
        });
        return shown;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        await _browser.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    // Every picture fills its cell whatever its own size: its perceptual hash is that of a square anyway. Where no name
    // tells a format, Chromium looks at the first bytes.
    private async Task<string> WriteAsync(IReadOnlyList<byte[]> contents)
    {
        var html = new StringBuilder("<!doctype html><style>*{margin:0}body{font-size:0;background:white}</style>");
        for (var i = 0; i < contents.Count; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, $"{i}"), contents[i]);
            html.Append(
                CultureInfo.InvariantCulture, $"<img src=\"{i}\" alt width={CellWidth} height={CellHeight}>");
        }

        var file = Path.Combine(_folder.FullName, "page.html");
        await File.WriteAllTextAsync(file, html.ToString());
        return new Uri(file).AbsoluteUri;
    }
}
