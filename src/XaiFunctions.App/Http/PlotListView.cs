using XaiFunctions.Documents.Plots;

namespace XaiFunctions.App.Http;

/// <summary>The plots of a job.</summary>
/// <param name="Plots">The plots in the order of the report; none if nothing was explained.</param>
public sealed record PlotListView(IReadOnlyList<PlotView> Plots)
{
    /// <summary>Lists plots.</summary>
    public static PlotListView Of(string job, IReadOnlyList<Plot> plots) =>
        new([.. plots.Select(plot => new PlotView(plot.Id, plot.Title, plot.Description, $"{JobView.Address(job)}/plots/{plot.Id}.svg"))]);
}

/// <summary>A plot.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">What it shows, in a few words.</param>
/// <param name="Description">What one sees in it, for those who cannot.</param>
/// <param name="Href">Where to get it as SVG.</param>
public sealed record PlotView(string Name, string Title, string Description, string Href);
