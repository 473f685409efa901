using System.Reflection;
using ScanWorker.Pipeline;

namespace ScanWorker.Hosting;

/// <summary>Keys under our sections that no option has: a misspelt limit must not pass for the default.</summary>
internal static class UnknownKeys
{
    public static IEnumerable<string> Of(IConfiguration configuration, IReadOnlyCollection<OptionsSection> sections)
    {
        var ours = sections
            .Where(section => section.Section.Length > 0).Select(section => section.Section.Split(':')[0])
            .Distinct(StringComparer.OrdinalIgnoreCase);
        return ours.SelectMany(root => Below(configuration.GetSection(root), sections));
    }

    private static IEnumerable<string> Below(IConfigurationSection at, IReadOnlyCollection<OptionsSection> sections)
    {
        foreach (var child in at.GetChildren())
        {
            var isSection = sections.Any(section => IsAtOrAbove(child.Path, section.Section));
            if (!isSection && !sections.Any(section => Knows(section, child.Path)))
            {
                yield return $"{child.Path}: no such setting.{NearestName.Hint(child.Key, NamesAt(at.Path, sections))}";
                continue;
            }

            foreach (var unknown in Below(child, sections))
            {
                yield return unknown;
            }
        }
    }

    private static bool IsAtOrAbove(string path, string section) =>
        string.Equals(path, section, StringComparison.OrdinalIgnoreCase)
        || section.StartsWith($"{path}:", StringComparison.OrdinalIgnoreCase);

    // Keys of options that are bound where the misspelt one stands; those of objects within them are not guessed.
    private static IEnumerable<string> NamesAt(string path, IReadOnlyCollection<OptionsSection> sections) => sections
        .Where(section => string.Equals(section.Section, path, StringComparison.OrdinalIgnoreCase))
        .SelectMany(section => section.Type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        .Select(property => property.Name);

    private static bool Knows(OptionsSection section, string path)
    {
        if (!path.StartsWith($"{section.Section}:", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var type = section.Type;
        foreach (var name in path[(section.Section.Length + 1)..].Split(':'))
        {
            if (type.IsArray
                || (type != typeof(string) && typeof(System.Collections.IEnumerable).IsAssignableFrom(type)))
            {
                return true; // Keys of a dictionary, positions of a list.
            }

            var property = type.GetProperty(
                name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
            if (property is null)
            {
                return false;
            }

            type = property.PropertyType;
        }

        return true;
    }
}
