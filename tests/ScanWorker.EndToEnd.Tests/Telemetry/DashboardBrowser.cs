using PuppeteerSharp;

namespace ScanWorker.EndToEnd.Tests.Telemetry;

/// <summary>A headless Chromium that looks at the pages of a dashboard.</summary>
internal sealed class DashboardBrowser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly IBrowser _browser;
    private readonly IPage _page;

    private DashboardBrowser(IBrowser browser, IPage page) => (_browser, _page) = (browser, page);

    public static async Task<DashboardBrowser> StartAsync()
    {
        var browser = await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Headless = true,
            Args = ["--no-sandbox"], // It sees nothing but our own page, and runs as root where CI does.
            DefaultViewport = new ViewPortOptions { Width = 1280, Height = 800 },
        });
        return new DashboardBrowser(browser, await browser.NewPageAsync());
    }

    /// <summary>Opens a page and waits until it shows each of some texts.</summary>
    /// <returns>All of its text.</returns>
    public async Task<string> WaitForAsync(string address, params string[] texts)
    {
        await _page.GoToAsync(address);
        foreach (var text in texts)
        {
            try
            {
                await _page.WaitForFunctionAsync(
                    "text => document.body.innerText.includes(text)",
                    new WaitForFunctionOptions { Timeout = (int)Patience.TotalMilliseconds }, text);
            }
            catch (WaitTaskTimeoutException)
            {
                throw new AssertionException($"{address} does not show '{text}':\n{await TextAsync()}");
            }
        }

        return await TextAsync();
    }

    /// <summary>A picture of the page that is open, as PNG.</summary>
    public Task<byte[]> PictureAsync() => _page.ScreenshotDataAsync();

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        await _browser.DisposeAsync();
    }

    private Task<string> TextAsync() => _page.EvaluateExpressionAsync<string>("document.body.innerText");
}
