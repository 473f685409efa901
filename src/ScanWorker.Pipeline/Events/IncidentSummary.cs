using System.ComponentModel;

namespace ScanWorker.Pipeline.Events;

/// <summary>NCMEC's <c>incidentSummary</c>.</summary>
public sealed record IncidentSummary
{
    [Description("NCMEC's incident type; absent when the matter is not reportable.")]
    public string? IncidentType { get; init; }

    [Description("The surface of the platform.")]
    public string? Platform { get; init; }

    [Description("When the upload was finished; where that is not known, when its event was written.")]
    public required DateTimeOffset IncidentDateTime { get; init; }

    [Description("Which of the two incidentDateTime is.")]
    public required string IncidentDateTimeDescription { get; init; }
}
