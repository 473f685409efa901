using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ScanWorker.Architecture.Tests.Tidy;
using ScanWorker.Documentation;
using ScanWorker.Hosting;

namespace ScanWorker.Architecture.Tests.Documents;

/// <summary>A message that names a setting sends somebody to look for it, so it exists.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class SettingNameTests
{
    [Test]
    public async Task Setting_NamedInAMessage_Exists()
    {
        var settings = await Settings.ReadAsync();

        var unknown =
            from file in SourceFile.All
            where !file.Path.StartsWith("tests/", StringComparison.Ordinal)
            from token in file.Syntax.DescendantTokens()
            where token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.InterpolatedStringTextToken)
            from name in settings.UnknownIn(token.ValueText)
            select $"{file.Path}, line {file.LineOf(token.SpanStart)}: {name}";

        Expect.None(unknown, "No option has these names.");
    }

    [Test]
    public async Task Setting_NamedInADocument_Exists()
    {
        var settings = await Settings.ReadAsync();

        var unknown =
            from path in Repository.Files("docs", "*.md").Concat(Repository.Files("deploy", "*")).Append("README.md")
            from name in settings.UnknownIn(File.ReadAllText(Repository.PathOf(path)))
            select $"{path}: {name}";

        Expect.None(unknown, "No option has these names.");
    }

    [TestCase("Kafka:GroupId")]
    [TestCase("Kafka:Client:security.protocol")]
    [TestCase("Kafka:Topics")]
    [TestCase("says 'Kafka:Topics:Uploads'.")]
    public async Task Unknown_OfWhatExists_IsNothing(string text) =>
        Assert.That((await Settings.ReadAsync()).UnknownIn(text), Is.Empty);

    [TestCase("Kafka:Grupe")]
    [TestCase("Kafka:Topics:Upload")]
    [TestCase("--Scan:Decode:Nothing=1")]
    public async Task Unknown_OfWhatDoesNot_IsNamed(string text) =>
        Assert.That((await Settings.ReadAsync()).UnknownIn(text), Is.Not.Empty);

    private sealed class Settings(IReadOnlyCollection<string> keys, Regex mention)
    {
        public static async Task<Settings> ReadAsync()
        {
            await using var app = WorkerHost.Build(_ => { });
            var sections = ConfigurationReference.Sections(app.Services).ToList();
            var keys = sections
                .SelectMany(section => ConfigurationReference.Settings(section.Section, section.Type))
                .Select(row => row[0].Trim('`')).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var roots = keys.Where(key => key.Contains(':', StringComparison.Ordinal)).Select(key => key.Split(':')[0])
                .Distinct().Select(Regex.Escape);
            return new Settings(keys, new Regex($@"\b({string.Join('|', roots)})(:[A-Z]\w+)+", RegexOptions.None));
        }

        public IEnumerable<string> UnknownIn(string text) =>
            mention.Matches(text).Select(found => found.Value).Where(name => !Exists(name)).Distinct();

        // A section, a setting, or an item of one that is a dictionary or a list.
        private bool Exists(string name) => keys.Contains(name)
            || keys.Any(key => key.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))
            || (name.Contains(':', StringComparison.Ordinal) && IsItem(name));

        private bool IsItem(string name)
        {
            var parent = name[..name.LastIndexOf(':')];
            return keys.Contains(parent) && char.IsAsciiDigit(name[^1]);
        }
    }
}
