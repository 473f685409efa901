using System.ComponentModel;

namespace ScanWorker.Pipeline.Events;

/// <summary>NCMEC's <c>internetDetails</c>.</summary>
public sealed record InternetDetails(
    [property: Description("NCMEC's webPageIncident.")] WebPageIncident WebPageIncident);
