using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace ScanWorker.Documentation;

/// <summary>Every log event.</summary>
internal static class LogEventsReference
{
    public static string Text()
    {
        var page = new MarkdownPage("Log events", """
            An id is never used again for something else. Error: an upload may go unjudged, or a person must act. Warning: we
            recovered. Information: start, stop, settings, a new hash set; never per upload. Debug: per upload. No location, hash,
            file name or uploader is in any of them.

            The log goes to stderr, a line an entry with its time in UTC; with `run --json`, or `Logging:Console:FormatterName=json`, a
            JSON object an entry. `Logging:LogLevel:Default`, and others by category, say how much of it; `Logging:Console:FormatterOptions`
            takes what .NET's console formatters do, such as `TimestampFormat`.
            """);
        page.Table(["id", "level", "name", "message"], All.Select(found => new[]
        {
            found.EventId.ToString(CultureInfo.InvariantCulture), LevelOf(found), found.Name, found.Message,
        }));
        return page.ToString();
    }

    // A method that takes the level as an argument has none of its own.
    private static string LevelOf(LogEvent found) =>
        found.Level == LogLevel.None ? "varies" : found.Level.ToString().ToLowerInvariant();

    /// <summary>By id.</summary>
    public static IReadOnlyList<LogEvent> All { get; } =
    [
        .. from type in ProductAssemblies.Types
           from method in type.GetMethods(
               BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
           let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
           where attribute is not null
           orderby attribute.EventId, method.Name
           select new LogEvent(attribute.EventId, attribute.Level, method.Name, attribute.Message),
    ];
}

/// <summary>One log event of the program.</summary>
/// <param name="EventId">From the table of ids.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Name">Of its method.</param>
/// <param name="Message">The template.</param>
internal sealed record LogEvent(int EventId, LogLevel Level, string Name, string Message);
