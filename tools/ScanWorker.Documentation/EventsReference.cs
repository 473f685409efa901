using System.Text.Json;
using System.Text.Json.Nodes;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Documentation;

/// <summary>Every event, field by field, and the closed lists of words in them.</summary>
internal static class EventsReference
{
    public static string Text()
    {
        var page = new MarkdownPage("Events", """
            CloudEvents 1.0 over Kafka. In: binary mode, structured mode, or the bare JSON of the data. Out: binary mode, the key is
            the upload's key, and `ce_id` is made of source topic, partition, offset and type, so that a repeat has the same id.
            The [AsyncAPI document](../asyncapi.yaml) names topics and types. Within a version, fields are only added: readers
            ignore what they do not know.
            """);
        foreach (var contract in EventContract.All)
        {
            var way = contract.IsInbound ? "in" : "out";
            page.Section(
                contract.Type,
                $"{contract.Meaning} Topic `{contract.Topic}` ({way}). [Schema](../{contract.SchemaPath}).");
            page.Table(["field", "type", "always there", "meaning"], Fields("", EventSchemas.Of(contract).AsObject()));
        }

        page.Section("Reasons of unscannable");
        page.Table(["code", "meaning"], Words<UnscannableCode>());
        page.Section("Codes of dead letters");
        page.Table(["code", "meaning"], Words<MalformedCode>());
        return page.ToString();
    }

    private static IEnumerable<string[]> Fields(string prefix, JsonObject schema)
    {
        var required = schema["required"]?.AsArray().Select(name => name?.GetValue<string>()).ToHashSet() ?? [];
        foreach (var (name, value) in schema["properties"]?.AsObject() ?? [])
        {
            var field = value?.AsObject() ?? [];
            var path = prefix + name;
            yield return [$"`{path}`", TypeOf(field), required.Contains(name) ? "yes" : "",
                field["description"]?.GetValue<string>() ?? ""];
            var (inner, below) = field["items"] is JsonObject items ? (items, $"{path}[].") : (field, $"{path}.");
            foreach (var row in Fields(below, inner))
            {
                yield return row;
            }
        }
    }

    private static string TypeOf(JsonObject field)
    {
        if (field["enum"] is JsonArray words)
        {
            return string.Join(", ", words.Where(word => word is not null).Select(word => $"`{word}`"));
        }

        var types = field["type"] switch
        {
            JsonArray several => several.Select(type => type?.GetValue<string>()).Where(type => type != "null"),
            JsonValue one => [one.GetValue<string>()],
            _ => ["any"],
        };
        var format = field["format"]?.GetValue<string>() ?? field["contentEncoding"]?.GetValue<string>();
        return string.Join(" or ", types) + (format is null ? "" : $" ({format})");
    }

    private static IEnumerable<string[]> Words<T>() where T : struct, Enum => Enum.GetNames<T>().Select(name => new[]
    {
        $"`{JsonNamingPolicy.KebabCaseLower.ConvertName(name)}`",
        typeof(T).GetField(name) is { } field ? XmlDocs.SummaryOf(field) : "",
    });
}
