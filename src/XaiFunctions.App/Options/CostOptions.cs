using System.ComponentModel.DataAnnotations;

namespace XaiFunctions.App.Options;

/// <summary>What computing costs, for estimates. Settings <c>Cost__PricePerGigabyteSecond</c> and so on.</summary>
public sealed class CostOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Cost";

    /// <summary>The memory of an instance, in GB, which is billed as long as the instance is busy.</summary>
    /// <value>The default value is 2: an instance of 2,048 MB.</value>
    [Range(0.1, 1024)]
    public double InstanceGigabytes { get; init; } = 2;

    /// <summary>The processors of an instance.</summary>
    /// <value>The default value is 1, those of an instance of 2,048 MB.</value>
    [Range(0.1, 256)]
    public double InstanceProcessors { get; init; } = 1;

    /// <summary>The price of a gigabyte for a second.</summary>
    /// <value>The default value is 0.000026, Flex Consumption on demand in November 2025; without free grants, which differ between subscriptions.</value>
    [Range(0.0, 1000.0)]
    public decimal PricePerGigabyteSecond { get; init; } = 0.000026m;

    /// <summary>The price of a million executions.</summary>
    /// <value>The default value is 0.40, Flex Consumption on demand in November 2025.</value>
    [Range(0.0, 1e9)]
    public decimal PricePerMillionExecutions { get; init; } = 0.40m;

    /// <summary>The currency of the prices.</summary>
    /// <value>The default value is USD.</value>
    [Required]
    public string Currency { get; init; } = "USD";

    /// <summary>When the prices were looked up.</summary>
    /// <value>The default value is 2025-11-20.</value>
    [Required]
    public string PricesOf { get; init; } = "2025-11-20";
}
