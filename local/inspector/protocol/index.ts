/** Messages between server and page. Types only: the page is compiled for the browser, the server for Node.js. */
export type * from "./builds";
export type * from "./callback";
export type * from "./graph";
export type * from "./requests";
export type * from "./stack";
export type * from "./state";
export type * from "./matrix";
export type * from "./objects";
