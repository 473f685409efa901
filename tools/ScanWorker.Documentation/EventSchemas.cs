using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Documentation;

/// <summary>JSON Schemas of the wire records.</summary>
/// <remarks>Unknown fields are allowed everywhere but in the policy: within a version, fields may be added.</remarks>
internal static class EventSchemas
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSchemaExporterOptions Exporting = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = SchemaAnnotations.Add,
    };

    public static JsonNode Of(EventContract contract)
    {
        var schema = Schema(contract.Type, contract.Meaning, contract.Shape);
        if (!contract.IsInbound)
        {
            RefuseNull(schema);
        }

        return schema;
    }

    public static string Text(EventContract contract) => Of(contract).ToJsonString(Indented) + "\n";

    public static string PolicyText() =>
        Schema("ScanWorker policy", "What maps matches and obstacles to actions.", PolicyJson.Default.PolicySettings)
            .ToJsonString(Indented) + "\n";

    /// <summary>What we write leaves a field out rather than giving it null.</summary>
    private static void RefuseNull(JsonObject schema)
    {
        foreach (var keyword in (ReadOnlySpan<string>)["type", "enum"])
        {
            if (schema[keyword] is JsonArray words)
            {
                var left = words.Where(word => word is not null && word.ToString() != "null")
                    .Select(word => word?.DeepClone()).ToArray();
                schema[keyword] = keyword == "type" && left.Length == 1 ? left[0] : new JsonArray(left);
            }
        }

        foreach (var (_, below) in schema["properties"] as JsonObject ?? [])
        {
            RefuseNull(below as JsonObject ?? []);
        }

        if (schema["items"] is JsonObject items)
        {
            RefuseNull(items);
        }
    }

    private static JsonObject Schema(string title, string description, JsonTypeInfo shape)
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = title,
            ["description"] = description,
        };
        foreach (var (name, value) in shape.GetJsonSchemaAsNode(Exporting).AsObject())
        {
            // The root of an event is an object; that it could be null is only said because a reference may be.
            schema[name] = name == "type" ? "object" : value?.DeepClone();
        }

        return schema;
    }
}

/// <summary>What the wire records say in attributes, as keywords of JSON Schema.</summary>
internal static class SchemaAnnotations
{
    public static JsonNode Add(JsonSchemaExporterContext context, JsonNode node)
    {
        // "Any value" is the schema true, which holds no keywords.
        var schema = node as JsonObject ?? [];
        if (context.TypeInfo.Type == typeof(UploadContent))
        {
            schema["oneOf"] = new JsonArray(Requires("uri"), Requires("data"));
        }

        if (context.TypeInfo.Type == typeof(byte[]))
        {
            schema["contentEncoding"] = "base64";
        }

        if (context.PropertyInfo?.AttributeProvider is not { } attributes)
        {
            return node is JsonObject || schema.Count > 0 ? schema : node;
        }

        Describe(schema, attributes);
        Limit(schema, attributes);
        return schema;
    }

    private static JsonObject Requires(string name) => new() { ["required"] = new JsonArray(name) };

    private static void Describe(JsonObject schema, ICustomAttributeProvider attributes)
    {
        if (
            attributes.GetCustomAttributes(typeof(DescriptionAttribute), true) is [DescriptionAttribute description,
                ..])
        {
            schema.Insert(0, "description", description.Description);
        }
    }

    private static void Limit(JsonObject schema, ICustomAttributeProvider attributes)
    {
        foreach (var attribute in attributes.GetCustomAttributes(typeof(ValidationAttribute), true))
        {
            switch (attribute)
            {
                case StringLengthAttribute length:
                    schema["minLength"] = length.MinimumLength;
                    schema["maxLength"] = length.MaximumLength;
                    break;
                case RegularExpressionAttribute expression:
                    schema["pattern"] = expression.Pattern;
                    break;
                case RangeAttribute range:
                    schema["minimum"] = Convert.ToDecimal(range.Minimum, CultureInfo.InvariantCulture);
                    schema["maximum"] = Convert.ToDecimal(range.Maximum, CultureInfo.InvariantCulture);
                    break;
                default:
                    break;
            }
        }
    }
}
