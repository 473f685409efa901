using Microsoft.Extensions.Options;
using ScanWorker.Pipeline;

namespace ScanWorker.Hosting;

/// <summary>Checks the whole configuration before anything starts, and tells every problem at once.</summary>
internal static class StartupCheck
{
    /// <returns>One line a problem, each beginning with its key; none when all is well.</returns>
    public static IReadOnlyList<string> Problems(IServiceProvider services, IConfiguration configuration)
    {
        var sections = services.GetServices<OptionsSection>().ToList();
        List<string> problems = [.. KnownSections.Problems(configuration), .. ConsoleLogs.Problems(configuration)];
        foreach (var section in sections)
        {
            problems.AddRange(ProblemsOf(services, section));
        }

        return [.. problems.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> ProblemsOf(IServiceProvider services, OptionsSection section)
    {
        var prefix = section.Section.Length == 0 ? "" : $"{section.Section}:";
        try
        {
            var options = services.GetRequiredService(typeof(IOptions<>).MakeGenericType(section.Type));
            _ = options.GetType().GetProperty("Value")?.GetValue(options);
            return [];
        }
        catch (Exception e)
        {
            return Unwrapped(e) switch
            {
                OptionsValidationException invalid =>
                    invalid.Failures.Select(failure => WithKey(prefix, section.Type, failure)),
                InvalidOperationException unbindable =>
                    [WithKey("", section.Type, LibraryMessages.Plain(unbindable.Message))],
                var other => throw other,
            };
        }
    }

    private static Exception Unwrapped(Exception e) =>
        e is System.Reflection.TargetInvocationException { InnerException: { } inner } ? inner : e;

    // Generated validators say "GroupId: The KafkaOptions.GroupId field is required."; ours begin with the full key
    // already.
    private static string WithKey(string prefix, Type type, string failure)
    {
        var text = failure.Replace($"{type.Name}.", "", StringComparison.Ordinal);
        return prefix.Length == 0 || text.StartsWith(prefix, StringComparison.Ordinal) ? text : prefix + text;
    }
}
