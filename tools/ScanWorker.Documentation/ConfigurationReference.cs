using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using ScanWorker.Hosting;
using ScanWorker.Pipeline;

namespace ScanWorker.Documentation;

/// <summary>Every setting: its key, type, default, range and effect.</summary>
internal static class ConfigurationReference
{
    private static readonly string[] Heads = ["key", "type", "default", "range", "what it does"];

    /// <summary>Defaults that differ from machine to machine.</summary>
    private static readonly Dictionary<string, string> FromTheMachine = new(StringComparer.Ordinal)
    {
        ["Kafka:InstanceId"] = "host name",
        ["Lanes"] = "cores",
    };

    public static string Text(IServiceProvider services)
    {
        var page = new MarkdownPage("Configuration", """
            Sources, a later one wins: `appsettings.json` in the working folder, `--config FILE`, the environment
            (`SCANWORKER__Kafka__GroupId=x`), the command line (`--Kafka:GroupId=x`). Everything is checked at start, all
            problems are told at once, and the exit code is 78. A key below one of these sections that is not listed here is a
            problem too. The policy file has [a schema of its own](../schemas/policy.json).
            """);
        foreach (var section in Sections(services))
        {
            page.Section(
                section.Section.Length == 0 ? "At the root" : section.Section, XmlDocs.SummaryOf(section.Type));
            page.Table(Heads, Settings(section.Section, section.Type));
        }

        return page.ToString();
    }

    /// <summary>Every section of the program, in order of its key.</summary>
    public static IEnumerable<OptionsSection> Sections(IServiceProvider services) =>
        services.GetServices<OptionsSection>().Union(KnownSections.All)
            .OrderBy(section => section.Section, StringComparer.Ordinal);

    /// <summary>A row a setting; options within options are given with their whole key.</summary>
    public static IEnumerable<string[]> Settings(string prefix, Type type)
    {
        var defaults = Activator.CreateInstance(type);
        foreach (
            var property in type
                .GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            var key = prefix.Length == 0 ? property.Name : $"{prefix}:{property.Name}";
            if (OptionsWithin(key, property.PropertyType) is var (inner, options))
            {
                foreach (var row in Settings(inner, options))
                {
                    yield return row;
                }

                continue;
            }

            var value = FromTheMachine.GetValueOrDefault(key) ?? Show(property.GetValue(defaults));
            yield return [$"`{key}`", NameOf(property.PropertyType), value, RangeOf(property),
                XmlDocs.SummaryOf(property)];
        }
    }

    // Options within options, one or by name.
    private static (string Key, Type Options)? OptionsWithin(string key, Type type) =>
        IsOptions(type) ? (key, type)
        : type.GetInterface("IDictionary`2") is not null && IsOptions(type.GenericTypeArguments[1])
            ? ($"{key}:NAME", type.GenericTypeArguments[1])
        : null;

    private static bool IsOptions(Type type) =>
        type.IsClass && type.Assembly != typeof(string).Assembly && !type.IsArray;

    // long.MaxValue and its like mean that there is no upper end.
    private static string Show(RangeAttribute limits) => limits.Maximum is double and > 1e15
        ? string.Create(CultureInfo.InvariantCulture, $"at least {limits.Minimum}")
        : string.Create(CultureInfo.InvariantCulture, $"{limits.Minimum} to {limits.Maximum}");

    private static string NameOf(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? NameOf(inner)
        : type.IsEnum ? string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))
        : type == typeof(TimeSpan) ? "time span"
        : type == typeof(bool) ? "true, false"
        : type == typeof(string) || type == typeof(Uri) ? "text"
        : type.GetInterface("IDictionary`2") is not null ? $"{NameOf(type.GenericTypeArguments[1])} by name"
        : type.IsGenericType ? $"list of {NameOf(type.GenericTypeArguments[0])}"
        : type.IsArray ? "list of text"
        : type == typeof(double) ? "number" : "whole number";

    private static string Show(object? value) => value switch
    {
        null or "" => "none",
        bool flag => flag ? "true" : "false",
        TimeSpan span => $"`{Show(span)}`",
        Enum word => $"`{word.ToString().ToLowerInvariant()}`",
        string text => $"`{text}`",
        System.Collections.IEnumerable list =>
            string.Join(", ", list.Cast<object>().Select(Show)) is { Length: > 0 } shown ? shown : "none",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "none",
    };

    private static string Show(TimeSpan span)
    {
        var text = span.ToString("c", CultureInfo.InvariantCulture);
        return span.Ticks % TimeSpan.TicksPerSecond == 0 ? text : text.TrimEnd('0');
    }

    private static string RangeOf(PropertyInfo property)
    {
        var range = property.GetCustomAttribute<RangeAttribute>() is { } limits ? Show(limits)
            : property.GetCustomAttribute<RegularExpressionAttribute>() is { } expression
            ? $"`{expression.Pattern}`"
            : "";
        return property.GetCustomAttribute<RequiredAttribute>() is null ? range : range.Length == 0
            ? "required" : $"required, {range}";
    }
}
