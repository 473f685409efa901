using Microsoft.Extensions.Logging.Console;

namespace ScanWorker.Hosting;

/// <summary>The worker's log on stderr: a line an entry with its time in UTC, or with
/// <c>Logging:Console:FormatterName=json</c> a JSON object.</summary>
internal static class ConsoleLogs
{
    public const string FormatterKey = "Logging:Console:FormatterName";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const string OneLineKey = "Logging:Console:FormatterOptions:SingleLine";

    private static readonly string[] Formatters =
        [ConsoleFormatterNames.Simple, ConsoleFormatterNames.Json, ConsoleFormatterNames.Systemd];

    public static void AddConsoleLogs(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        // The slim builder has named one already, whatever the settings say.
        builder.Services.Configure<ConsoleLoggerOptions>(
            console => console.FormatterName = configuration[FormatterKey] ?? ConsoleFormatterNames.Simple);
        builder.Services.Configure<SimpleConsoleFormatterOptions>(text =>
        {
            text.SingleLine = configuration[OneLineKey] is null || text.SingleLine;
            HaveTime(text, TimeFormat + " ");
        });
        builder.Services.Configure<JsonConsoleFormatterOptions>(json => HaveTime(json, TimeFormat));
    }

    /// <summary>A formatter that nobody has would be taken for text, without a word.</summary>
    /// <returns>None, or one that begins with its key.</returns>
    public static IEnumerable<string> Problems(IConfiguration configuration) =>
        configuration[FormatterKey] is { } name && !Formatters.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? [$"{FormatterKey}: '{name}' is none of {string.Join(", ", Formatters)}."]
            : [];

    private static void HaveTime(ConsoleFormatterOptions options, string format)
    {
        if (options.TimestampFormat is null)
        {
            (options.TimestampFormat, options.UseUtcTimestamp) = (format, true);
        }
    }
}
