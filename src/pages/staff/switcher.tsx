// Two or three buttons of which one is pressed: what is shown below them.
/** @jsxImportSource react */

interface Props<Value extends string> {
  label: string;
  options: { value: Value; title: string; isDisabled?: boolean }[];
  value: Value;
  change: (value: Value) => void;
}

export function Switcher<Value extends string>({ label, options, value, change }: Props<Value>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what a form sends.
    <div className="switcher" role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          disabled={option.isDisabled}
          onClick={() => change(option.value)}
        >
          {option.title}
        </button>
      ))}
    </div>
  );
}
