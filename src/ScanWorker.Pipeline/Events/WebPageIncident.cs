using System.ComponentModel;

namespace ScanWorker.Pipeline.Events;

/// <summary>NCMEC's <c>webPageIncident</c>, without the address, which only the platform knows.</summary>
public sealed record WebPageIncident(
    [property: Description("Surface, tenant and jurisdiction as the upload event named them.")] string AdditionalInfo);
