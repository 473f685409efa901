using System.Text;
using NJsonSchema;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests.Auditing;

/// <summary>The schemas that <c>docs/schemas</c> publishes, and a validator that we did not write.</summary>
internal static class PublishedSchemas
{
    private static readonly Dictionary<string, JsonSchema> ByType =
        Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "docs", "schemas"), "scanworker.*.json").ToDictionary(
            file => Path.GetFileNameWithoutExtension(file),
            file => JsonSchema.FromJsonAsync(File.ReadAllText(file)).GetAwaiter().GetResult());

    /// <summary>Every record names its type and is valid against that type's schema.</summary>
    public static void AssertValid(IEnumerable<InboundRecord> events)
    {
        foreach (var record in events)
        {
            var type = record.Header("ce_type") ?? "";
            var problems = ByType[type].Validate(Encoding.UTF8.GetString(record.Value ?? []));
            Assert.That(problems.Select(problem => problem.ToString()), Is.Empty, type);
        }
    }
}
