import it from "uplot";
export default it;
