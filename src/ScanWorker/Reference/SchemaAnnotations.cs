using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Reference;

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
