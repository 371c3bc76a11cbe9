using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Drift;

/// <summary>Goes over the cells of two counts from left to right and integrates the distance of their distribution functions.</summary>
internal sealed class WassersteinWalk(NumberCounts reference, NumberCounts current)
{
    private readonly double n = reference.Count;
    private readonly double m = current.Count;
    private double lower;
    private double value;
    private double upper;
    private double spread;

    // Of the influence function psi, which grows by +-width over each cell: sums over the values of either side.
    private double psi;
    private double sumReference;
    private double sumCurrent;
    private double squaresReference;
    private double squaresCurrent;

    public void Run()
    {
        ReadOnlySpan<double> points = reference.Grid.Points;
        double least = Math.Min(reference.Minimum, current.Minimum), greatest = Math.Max(reference.Maximum, current.Maximum);
        long passedReference = 0, passedCurrent = 0;
        for (int at = 0; at <= points.Length; at++)
        {
            double left = at > 0 ? points[at - 1] : least, right = at < points.Length ? points[at] : greatest;
            int cell = 2 * at;
            Between(at, left, right, passedReference, passedCurrent);
            passedReference += reference.Cells[cell];
            passedCurrent += current.Cells[cell];
            if (at == points.Length)
                break;

            Influence(reference.Cells[cell + 1], current.Cells[cell + 1], psi);
            passedReference += reference.Cells[cell + 1];
            passedCurrent += current.Cells[cell + 1];
        }
    }

    public Distance ToDistance()
    {
        double variance = (Variance(sumReference, squaresReference, n) / n) + (Variance(sumCurrent, squaresCurrent, m) / m);
        double expected = Math.Sqrt(2 / Math.PI * ((1 / n) + (1 / m))) * spread;
        Interval around = Interval.Around(value, Math.Sqrt(variance));
        double error = Math.Max(value - lower, upper - value);
        return new Distance(
            value,
            new Interval(around.Low - expected - error, around.High + error).Within(0, double.PositiveInfinity),
            StudentT.NormalQuantile975 * Math.Sqrt(Math.PI / 2) * expected,
            error <= 1e-12 * value ? 0 : error);
    }

    private static double Variance(double sum, double squares, double count) => Math.Max(0, (squares / count) - (sum / count * (sum / count)));

    private void Between(int at, double left, double right, long passedReference, long passedCurrent)
    {
        double width = right - left;
        long inReference = reference.Cells[2 * at], inCurrent = current.Cells[2 * at];
        if (!(width > 0))
            return;

        // The signed area of F - G needs only the sums of the values.
        double start = (passedReference / n) - (passedCurrent / m);
        double f = inReference / n, g = inCurrent / m, end = start + f - g;
        double anchor = reference.Grid.Anchor(2 * at);
        double area = (start * width)
            + (inReference > 0 ? ((inReference * (right - anchor)) - reference.Offset(at)) / n : 0)
            - (inCurrent > 0 ? ((inCurrent * (right - anchor)) - current.Offset(at)) / m : 0);
        double sure = Math.Abs(area);
        lower += sure;
        if (start - g >= 0 || start + f <= 0)
        {
            value += sure;
            upper += sure;
        }
        else
        {
            // The difference stays within -down .. up; given its area, the integral of its size is largest if it is at one of these ends everywhere.
            double up = start + f, down = g - start;
            double atUp = ((area / width) + down) / (up + down);
            double most = width * ((atUp * up) + ((1 - atUp) * down));
            double even = start * end < 0 ? width * ((start * start) + (end * end)) / (2 * (Math.Abs(start) + Math.Abs(end))) : width * (Math.Abs(start) + Math.Abs(end)) / 2;
            value += Math.Clamp(even, sure, Math.Max(sure, most));
            upper += Math.Max(sure, most);
        }

        double share = (passedReference + passedCurrent + (0.5 * (inReference + inCurrent))) / (n + m);
        spread += width * Math.Sqrt(share * (1 - share));
        double step = width * Math.Sign(start + end);
        Influence(inReference, inCurrent, psi + (step / 2));
        psi += step;
    }

    private void Influence(double inReference, double inCurrent, double influence)
    {
        sumReference += inReference * influence;
        sumCurrent += inCurrent * influence;
        squaresReference += inReference * influence * influence;
        squaresCurrent += inCurrent * influence * influence;
    }
}
