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
    private const int PageWidth = 2560;
    private const int SideMin = 5;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-fuzz-");
    private readonly IBrowser _browser;
    private readonly IPage _page;

    private readonly SKSizeI _cell;

    private ChromiumOpinion(IBrowser browser, IPage page, SKSizeI cell) =>
        (_browser, _page, _cell) = (browser, page, cell);

    /// <param name="cell">A picture is shown in its own size where it fits, else within this.</param>
    public static async Task<ChromiumOpinion> StartAsync(SKSizeI cell)
    {
        var browser = await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Headless = true,
            Args = ["--no-sandbox"], // It sees nothing but pictures of ours, and may run as root.
        });
        return new ChromiumOpinion(browser, await browser.NewPageAsync(), cell);
    }

    public async Task<IReadOnlyList<IReadOnlyList<PdqFingerprint>>> OfAsync(IReadOnlyList<byte[]> contents)
    {
        var columns = PageWidth / _cell.Width;
        var rows = (contents.Count + columns - 1) / columns;
        await _page.SetViewportAsync(
            new ViewPortOptions { Width = PageWidth, Height = Math.Max(1, rows) * _cell.Height });
        var (address, shown) = (await WriteAsync(contents), new IReadOnlyList<PdqFingerprint>[contents.Count]);
        await _page.GoToAsync(address, new NavigationOptions { WaitUntil = [WaitUntilNavigation.Load] });
        // What a page loads it may not have decoded; what cannot be decoded is refused. Then where each picture lies.
        var areas = await _page.EvaluateExpressionAsync<int[][]>("""
            Promise.all([...document.images].map(one => one.decode().catch(() => one.naturalWidth).then(refused => {
                const area = one.getBoundingClientRect();
                return refused === 0 ? [] : [area.x, area.y, Math.floor(area.width), Math.floor(area.height)];
            })))
            """);
        using var page = SKBitmap.Decode(await _page.ScreenshotDataAsync());
        using var pixels = page.Copy(SKColorType.Rgba8888);
        _ = Parallel.For(0, contents.Count, i => shown[i] =
            areas[i] is [var x, var y, >= SideMin and var width, >= SideMin and var height]
                ? [ShownPicture.FingerprintOf(pixels, SKRectI.Create(x, y, width, height))]
                : []);
        return shown;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        await _browser.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    // Where no name tells a format, Chromium looks at the first bytes.
    private async Task<string> WriteAsync(IReadOnlyList<byte[]> contents)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $$"""
            <!doctype html>
            <style>
                * { margin: 0 }
                body { font-size: 0; background: white }
                div { float: left; width: {{_cell.Width}}px; height: {{_cell.Height}}px; overflow: hidden }
                img { max-width: 100%; max-height: 100% }
            </style>
            """);
        for (var i = 0; i < contents.Count; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, $"{i}"), contents[i]);
            html.Append(CultureInfo.InvariantCulture, $"<div><img src=\"{i}\" alt></div>");
        }

        var file = Path.Combine(_folder.FullName, "page.html");
        await File.WriteAllTextAsync(file, html.ToString());
        return new Uri(file).AbsoluteUri;
    }
}
